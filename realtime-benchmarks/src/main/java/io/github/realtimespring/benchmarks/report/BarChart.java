package io.github.realtimespring.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A chart of horizontal bars, as SVG that is readable on light and dark pages.
 */
final class BarChart {

	/** No background: what shows through is light or dark. */
	private static final String STYLE = """
			<style>
			.text { fill: #1f2328 } .note { fill: #59636e }
			.edge { fill: #2da44e } .other { fill: #5b7fae } .floor { fill: #afb8c1 }
			@media (prefers-color-scheme: dark) {
			.text { fill: #e6edf3 } .note { fill: #9198a1 }
			.edge { fill: #3fb950 } .other { fill: #6f95c8 } .floor { fill: #6e7681 }
			}
			</style>
			""";

	private static final int WIDTH = 760;

	private static final int LABELS = 190;

	private static final int VALUES = 90;

	private static final int TOP = 64;

	private static final int STEP = 30;

	private static final int BAR = 20;

	private final String title;

	private final String unit;

	private final Map<String, Double> bars = new LinkedHashMap<>();

	/**
	 * An empty chart.
	 * @param title what was done
	 * @param unit what the bars show
	 */
	BarChart(String title, String unit) {
		this.title = title;
		this.unit = unit;
	}

	void add(String label, double value) {
		this.bars.put(label, value);
	}

	boolean isEmpty() {
		return this.bars.isEmpty();
	}

	String svg() {
		int height = TOP + this.bars.size() * STEP + 10;
		double max = this.bars.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
		StringBuilder svg = new StringBuilder();
		svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
			.formatted(WIDTH, height, WIDTH, height));
		svg.append("font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n");
		svg.append("<title>").append(escape(this.title)).append("</title>\n");
		svg.append(STYLE);
		text(svg, 16, 26, "start", "class=\"text\" font-size=\"17\" font-weight=\"600\"", this.title);
		text(svg, 16, 48, "start", "class=\"note\"", this.unit);
		int y = TOP;
		for (Map.Entry<String, Double> bar : this.bars.entrySet()) {
			double length = (WIDTH - LABELS - VALUES) * bar.getValue() / ((max > 0) ? max : 1);
			text(svg, LABELS - 10, y + BAR - 5, "end",
					"class=\"text\"" + (isEdge(bar.getKey()) ? " font-weight=\"600\"" : ""), bar.getKey());
			svg.append(String.format(Locale.ROOT,
					"<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\" class=\"%s\"/>%n", LABELS, y, length,
					BAR, style(bar.getKey())));
			text(svg, LABELS + (int) length + 8, y + BAR - 5, "start", "class=\"text\"",
					Figures.format(bar.getValue()));
			y += STEP;
		}
		return svg.append("</svg>\n").toString().replace("\r\n", "\n");
	}

	private static String style(String label) {
		if (isEdge(label)) {
			return "edge";
		}
		return label.startsWith("floor") ? "floor" : "other";
	}

	private static boolean isEdge(String label) {
		return label.startsWith("edge");
	}

	private static void text(StringBuilder svg, int x, int y, String anchor, String attributes, String text) {
		svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" %s>%s</text>%n".formatted(x, y, anchor, attributes,
				escape(text)));
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

}
