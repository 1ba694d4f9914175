package io.zsan.lab;

/** Brings a lab up, says where, and does not end by itself. */
final class LabOfAnotherJvm {
    private LabOfAnotherJvm() {}

    public static void main(String[] args) throws InterruptedException {
        Lab lab = Lab.builder().up();
        System.out.println(lab.directory());
        Thread.sleep(Long.MAX_VALUE);
        lab.close();
    }
}
