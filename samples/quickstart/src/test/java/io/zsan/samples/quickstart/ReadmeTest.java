package io.zsan.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README shows code that compiles. */
class ReadmeTest {
    private static final Path EXAMPLE = Path.of("src/main/java/io/zsan/samples/quickstart/Example.java");
    private static final Path README = Path.of("../../README.md");

    @Test
    void showsTheExampleAsItIsCompiled() throws IOException {
        String source = Files.readString(EXAMPLE);
        String example = source.substring(
                        source.indexOf("// README begins\n") + "// README begins\n".length(),
                        source.indexOf("\n        // README ends"))
                .stripIndent();

        assertThat(Files.readString(README)).contains("```java\n" + example + "\n```\n");
    }
}
