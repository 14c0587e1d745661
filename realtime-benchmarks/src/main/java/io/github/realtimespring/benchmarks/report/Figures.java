package io.github.realtimespring.benchmarks.report;

import java.util.Locale;

/**
 * Figures as people read them: three digits that mean something.
 */
final class Figures {

	private Figures() {
	}

	static String format(double figure) {
		double size = Math.abs(figure);
		if (size >= 100) {
			return String.format(Locale.ROOT, "%,.0f", figure);
		}
		return String.format(Locale.ROOT, (size >= 10) ? "%.1f" : "%.2f", figure);
	}

	static String times(double figure, double reference) {
		return (reference > 0) ? format(figure / reference) + "x" : "-";
	}

}
