package io.zsan.testkit.world;

import io.zsan.model.Guid;
import io.zsan.model.NodeName;

/**
 * One appended record of one file in one pool.
 *
 * @param number counts all writes of the world
 * @param pool the pool's GUID
 * @param mirror the top-level vdev that it was allocated on
 * @param file absolute path of the file
 * @param text what was appended, a character for each byte
 * @param node who wrote it
 */
public record Write(long number, Guid pool, Guid mirror, String file, String text, NodeName node)
        implements Comparable<Write> {
    @Override
    public int compareTo(Write other) {
        return Long.compare(number, other.number);
    }
}
