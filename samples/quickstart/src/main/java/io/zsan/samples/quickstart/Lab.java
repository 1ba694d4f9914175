package io.zsan.samples.quickstart;

import io.zsan.decide.Policy;
import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;

/** Where the story takes place: the nodes, how to reach them, and how to make their faults. */
interface Lab extends AutoCloseable {
    /** The nodes and how to reach them. */
    FleetFile file();

    /** How bold zsan is here. */
    Policy policy();

    /** How long the drivers wait here. */
    Deadlines deadlines();

    /** How long a login may take here (R4). */
    Duration loginWindow();

    /** Pause between two rounds. */
    Duration interval();

    /** How long a round waits for nodes that are slow. */
    Duration patience();

    /** Makes a node silent without ending it: it keeps its memory, and answers nobody. */
    void silence(NodeName node);

    /** Lets a silent node go on where it stopped. */
    void wake(NodeName node);

    /** What somebody who sees everything objects to; on real hosts there is nobody like that. */
    List<String> violations();

    @Override
    void close();
}
