package io.zsan.freebsd.ctl;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.zsan.error.UnexpectedOutput;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One numbered element of a list of {@code ctladm}, and strict access to what is in it. */
final class Entry {
    private static final Set<String> ID = ImmutableSet.of("id");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final String what;
    private final String out;
    private final Element element;
    /** Further elements that can be there more than once; all others cannot. */
    private final Set<String> repeated;

    private Entry(String what, String out, Element element, Set<String> repeated) {
        this.what = what;
        this.out = out;
        this.element = element;
        this.repeated = repeated;
        Set<String> seen = new HashSet<>();
        for (Element child : element.children()) {
            // What can be there more than once is numbered.
            Set<String> attributes = repeated.contains(child.name()) ? ID : ImmutableSet.<String>of();
            boolean value =
                    child.children().isEmpty() && child.attributes().keySet().equals(attributes);
            if (!value || !seen.add(child.name() + child.attributes())) {
                throw unexpected("'" + child.name() + "' is there twice, or not a value");
            }
        }
    }

    /** The entries of a list, whose numbers all differ. */
    static List<Entry> list(String what, String root, String name, Set<String> repeated, String out) {
        Element list = Element.parse(what, root, out);
        Set<String> ids = new HashSet<>();
        return list.children().stream()
                .map(element -> {
                    Entry entry = new Entry(what, out, element, repeated);
                    if (!element.name().equals(name) || !ids.add(entry.attribute("id"))) {
                        throw entry.unexpected("'" + element.name() + "' is unknown, or there twice");
                    }
                    return entry;
                })
                .toList();
    }

    int id() {
        return number(attribute("id"));
    }

    String text(String name) {
        return optional(name).orElseThrow(() -> unexpected("'" + name + "' is missing"));
    }

    Optional<String> optional(String name) {
        return element.child(name);
    }

    long longNumber(String name) {
        String text = text(name);
        if (!NUMBER.matcher(text).matches()) {
            throw unexpected("'" + name + "' is no number");
        }
        return Long.parseLong(text);
    }

    int number(String text) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw unexpected("'" + text + "' is no number");
        }
        return Integer.parseInt(text);
    }

    List<Element> all(String name) {
        return element.children().stream().filter(c -> c.name().equals(name)).toList();
    }

    /** All values but these, by name. */
    Map<String, String> others(Set<String> known) {
        Map<String, String> others = new LinkedHashMap<>();
        for (Element child : element.children()) {
            if (!known.contains(child.name()) && !repeated.contains(child.name())) {
                others.put(child.name(), child.text());
            }
        }
        return ImmutableMap.copyOf(others);
    }

    UnexpectedOutput unexpected(String why) {
        return Element.unexpected(what, why, out);
    }

    private String attribute(String name) {
        String value = element.attributes().get(name);
        if (value == null || element.attributes().size() != 1) {
            throw unexpected("'" + name + "' of '" + element.name() + "' is missing");
        }
        return value;
    }
}
