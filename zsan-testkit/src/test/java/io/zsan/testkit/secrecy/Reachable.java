package io.zsan.testkit.secrecy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every object of zsan that can be reached from some others, through fields of whatever visibility and through collections.
 * The testkit is left out: its fake nodes have to know what they are told.
 */
final class Reachable {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> waiting = new ArrayDeque<>();

    Reachable from(Object... roots) {
        for (Object root : roots) {
            add(root);
        }
        return this;
    }

    void forEach(Consumer<Object> action) throws IllegalAccessException {
        while (!waiting.isEmpty()) {
            Object next = waiting.remove();
            if (next instanceof Collection<?> all) {
                all.forEach(this::add);
            }
            if (next instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    add(key);
                    add(value);
                });
            } else if (next instanceof Optional<?> optional) {
                optional.ifPresent(this::add);
            } else if (next instanceof AtomicReference<?> reference) {
                add(reference.get());
            } else if (next instanceof Object[] array) {
                for (Object element : array) {
                    add(element);
                }
            } else if (ours(next)) {
                action.accept(next);
                fields(next);
            }
        }
    }

    private void fields(Object of) throws IllegalAccessException {
        for (Class<?> type = of.getClass(); type != null && ours(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    add(field.get(of));
                }
            }
        }
    }

    private void add(@Nullable Object next) {
        if (next != null && !(next instanceof Thread) && seen.add(next)) {
            waiting.add(next);
        }
    }

    private static boolean ours(Object object) {
        return ours(object.getClass());
    }

    private static boolean ours(Class<?> type) {
        return type.getName().startsWith("io.zsan.") && !type.getName().startsWith("io.zsan.testkit.");
    }
}
