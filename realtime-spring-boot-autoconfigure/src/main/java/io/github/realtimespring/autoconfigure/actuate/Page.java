package io.github.realtimespring.autoconfigure.actuate;

import java.util.List;

/**
 * A part of a longer list.
 *
 * @param page the page's number, from 0
 * @param size how many items a full page has
 * @param total how many items there are on all pages
 * @param items the page's items
 * @param <T> the items' type
 */
public record Page<T>(int page, int size, int total, List<T> items) {

	/**
	 * Cut a page out of a list.
	 */
	static <T> Page<T> of(List<T> all, int page, int size) {
		int from = (int) Math.min((long) page * size, all.size());
		int to = (int) Math.min((long) from + size, all.size());
		return new Page<>(page, size, all.size(), List.copyOf(all.subList(from, to)));
	}

}
