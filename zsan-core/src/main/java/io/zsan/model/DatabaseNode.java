package io.zsan.model;

/** A machine that builds pools from LUNs and runs databases on them. */
public record DatabaseNode(NodeName name, Iqn initiator) {}
