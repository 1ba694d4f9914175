package io.zsan.lab.driver;

import io.zsan.freebsd.exec.CommandResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code zdb -l} of zfs-fuse in the words of OpenZFS 2: copies that are the same stand once. Version 23 has no comment in
 * its label: each is given the stamp of the first epoch, so that the look at stamps before an import (R14) never refuses
 * here.
 */
final class LabelText {
    private static final String RULE = "------------------------------------";
    private static final Pattern HEADING = Pattern.compile("LABEL ([0-3])");
    private static final Pattern UNPACKED = Pattern.compile("failed to (?:unpack|read) label ([0-3])");
    private static final String NAME = "    name: ";
    private static final String STAMP = "    comment: 'zsan:1'\n";

    private LabelText() {}

    static CommandResult openZfs(CommandResult result) {
        Map<String, List<String>> copies = new LinkedHashMap<>();
        Map<String, StringBuilder> bodies = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        boolean bad = false;
        boolean begun = false;
        String copy = "";
        for (String line : (result.out() + result.err()).lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            Matcher unpacked = UNPACKED.matcher(line);
            if (heading.matches()) {
                begun = true;
                copy = heading.group(1);
                body = new StringBuilder();
                bodies.put(copy, body);
            } else if (unpacked.matches()) {
                bodies.remove(copy);
                copies.computeIfAbsent(line, l -> new ArrayList<>()).add(unpacked.group(1));
                bad = true;
            } else if (!begun && !line.startsWith("-----")) {
                // It did not come to labels: whatever it is, the parser is to see it.
                return result;
            } else if (!line.startsWith("-----")) {
                body.append(line).append('\n');
                if (line.startsWith(NAME)) {
                    body.append(STAMP);
                }
            }
        }
        boolean any = !bodies.isEmpty();
        bodies.forEach((number, text) ->
                copies.computeIfAbsent(text.toString(), b -> new ArrayList<>()).add(number));
        String out = copies.entrySet().stream()
                .map(e -> UNPACKED.matcher(e.getKey()).matches() ? e.getKey() + "\n" : block(e.getKey(), e.getValue()))
                .collect(Collectors.joining());
        return new CommandResult(!any ? 2 : bad ? 1 : 0, out, "", result.took(), result.truncated());
    }

    private static String block(String body, List<String> copies) {
        return RULE + "\nLABEL " + copies.get(0) + "\n" + RULE + "\n" + body + "    labels = "
                + String.join(" ", copies) + " \n";
    }
}
