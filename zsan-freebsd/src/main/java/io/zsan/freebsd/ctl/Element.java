package io.zsan.freebsd.ctl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.error.UnexpectedOutput;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of the XML that {@code ctladm -x} prints. The kernel does not escape all values, so the XML of a LUN with an
 * unusual option can be broken; then it is refused.
 *
 * @param text what stands in it, where it has no elements
 */
record Element(String name, Map<String, String> attributes, String text, List<Element> children) {
    /** Deeper than any list of {@code ctladm}. */
    private static final int MAX_DEPTH = 8;

    Element {
        attributes = ImmutableMap.copyOf(attributes);
        children = ImmutableList.copyOf(children);
    }

    /** The document, whose root has this name. */
    static Element parse(String what, String root, String out) {
        // Of the JDK's own making: the service look-up could find another one with other defaults.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(out));
            Element element = null;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    element = read(what, reader, out, 0);
                } else if (event != XMLStreamConstants.END_DOCUMENT && event != XMLStreamConstants.SPACE) {
                    throw unexpected(what, "something stands around its list", out);
                }
            }
            if (element == null || !element.name().equals(root)) {
                throw unexpected(what, "'" + root + "' is missing", out);
            }
            return element;
        } catch (XMLStreamException e) {
            throw unexpected(what, "it is no XML", out);
        }
    }

    private static Element read(String what, XMLStreamReader reader, String out, int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw unexpected(what, "it is nested too deep", out);
        }
        String name = reader.getLocalName();
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            // Two of one name can only be in two namespaces.
            if (attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i)) != null) {
                throw unexpected(what, "'" + name + "' has an attribute twice", out);
            }
        }
        StringBuilder text = new StringBuilder();
        ImmutableList.Builder<Element> builder = ImmutableList.builder();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> builder.add(read(what, reader, out, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    List<Element> children = builder.build();
                    if (!children.isEmpty() && !text.toString().isBlank()) {
                        throw unexpected(what, "text stands between the elements of '" + name + "'", out);
                    }
                    String own = children.isEmpty() ? text.toString() : "";
                    if (own.indexOf('\ufffd') >= 0) {
                        throw unexpected(what, "there are bytes that are no text", out);
                    }
                    return new Element(name, attributes, own, children);
                }
                default -> throw unexpected(what, "'" + name + "' holds what is no element", out);
            }
        }
    }

    static UnexpectedOutput unexpected(String what, String why, String out) {
        return new UnexpectedOutput("cannot understand '" + what + "': " + why, out);
    }

    Optional<String> child(String childName) {
        return children.stream()
                .filter(c -> c.name().equals(childName))
                .map(Element::text)
                .findFirst();
    }
}
