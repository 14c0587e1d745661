import uPlot from 'uplot';
import { create, element, reducedMotion } from './dom.ts';
import { bytes, clockTime, percent, roundUp } from './format.ts';
import { HostHistory } from './host-history.ts';
import type { HostMetrics } from './model.ts';
import { nodeColor, nodeLabel } from './node-colors.ts';

interface Line {
	pick: (metrics: HostMetrics) => number;
	dashed?: boolean;
}

interface ChartKind {
	id: string;
	lines: Line[];
	bars?: boolean;
	/** The scale never ends lower than this, so that an idle node isn't drawn as a busy one. */
	atLeast: number;
	atMost?: number;
	axis: (value: number) => string;
	value: (metrics: HostMetrics) => string;
	note: (metrics: HostMetrics) => string;
	/** What is written while the pointer is elsewhere, where the newest sample alone says little. */
	sum?: (all: HostMetrics[]) => { value: string; note: string };
}

const MEGABYTE = 1024 * 1024;

const KINDS: ChartKind[] = [
	{
		id: 'cpu',
		lines: [{ pick: (m) => m.cpu * 100 }, { pick: (m) => m.systemCpu * 100, dashed: true }],
		atLeast: 20,
		atMost: 100,
		axis: (value) => `${value} %`,
		value: (m) => percent(m.cpu),
		note: (m) => `whole host ${percent(m.systemCpu)}`,
	},
	{
		id: 'heap',
		lines: [{ pick: (m) => m.heapUsed / MEGABYTE }],
		atLeast: 50,
		axis: (value) => (value < 1000 ? `${value} MB` : `${+(value / 1000).toFixed(1)} GB`),
		value: (m) => bytes(m.heapUsed),
		note: (m) => `of ${bytes(m.heapMax)}`,
	},
	{
		id: 'threads',
		lines: [{ pick: (m) => m.threads }],
		atLeast: 20,
		axis: (value) => `${value}`,
		value: (m) => `${m.threads}`,
		note: (m) => (m.sessions === null || m.sessions === undefined ? 'live' : `for ${m.sessions} session${m.sessions === 1 ? '' : 's'}`),
	},
	{
		id: 'gc',
		lines: [{ pick: (m) => m.gcPauseMs }],
		bars: true,
		atLeast: 10,
		axis: (value) => `${value} ms`,
		value: (m) => `${m.gcPauseMs} ms`,
		note: (m) => collections(m.gcCount),
		sum: (all) => ({
			value: `${total(all, (m) => m.gcPauseMs)} ms`,
			note: `${collections(total(all, (m) => m.gcCount))} in 2 min`,
		}),
	},
];

const WINDOW_MS = 120_000;

const FIRST_WINDOW_MS = 30_000;

/**
 * The picture is this much behind the newest sample: the next one is usually there before the line
 * would end short of the right edge.
 */
const DELAY_MS = 1100;

const FRAME_MS = 50;

const TIME_LABEL_PX = 52;

/** The charts of the section "Host". */
export class HostCharts {

	private readonly history = new HostHistory(WINDOW_MS + 5000);

	private readonly charts = KINDS.map((kind) => new Chart(kind, this.history));

	private readonly summary = element('#host-nodes');

	private readonly empty = element('#host-empty');

	private drawnNodes = '';

	private newestAt = 0;

	private lastFrame = 0;

	constructor() {
		new ResizeObserver(() => this.charts.forEach((chart) => chart.resize())).observe(element('#charts'));
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.rebuild());
		requestAnimationFrame((now) => this.frame(now));
	}

	add(metrics: HostMetrics): void {
		this.history.add(metrics);
		this.newestAt = performance.now();
		const nodes = this.history.nodes.join('\n');
		if (nodes !== this.drawnNodes) {
			this.drawnNodes = nodes;
			this.rebuild();
		}
		this.charts.forEach((chart) => chart.update());
		if (reducedMotion.matches) {
			this.move();
		}
	}

	private rebuild(): void {
		const nodes = this.history.nodes;
		if (nodes.length === 0) {
			return;
		}
		this.empty.hidden = true;
		this.summary.replaceChildren(...nodes.map((node) => create('li', '', nodeLabel(node))));
		this.charts.forEach((chart) => chart.rebuild());
		this.move();
	}

	private frame(now: number): void {
		if (!reducedMotion.matches && now - this.lastFrame >= FRAME_MS && this.drawnNodes) {
			this.lastFrame = now;
			this.move();
		}
		requestAnimationFrame((next) => this.frame(next));
	}

	private move(): void {
		const sinceNewest = Math.min(performance.now() - this.newestAt, DELAY_MS);
		const max = this.history.newestTime + sinceNewest - DELAY_MS;
		const min = Math.max(max - WINDOW_MS, Math.min(this.history.oldestTime, max - FIRST_WINDOW_MS));
		this.charts.forEach((chart) => chart.show(min, max));
	}

}

class Chart {

	private readonly plotBox: HTMLElement;

	private readonly values: HTMLElement;

	private plot: uPlot | undefined;

	private readonly kind: ChartKind;

	private readonly history: HostHistory;

	private top: number;

	constructor(kind: ChartKind, history: HostHistory) {
		this.kind = kind;
		this.history = history;
		this.top = kind.atLeast;
		const card = element(`[data-testid="chart-${kind.id}"]`);
		this.plotBox = element('.plot', card);
		this.values = element('.values', card);
	}

	rebuild(): void {
		this.plot?.destroy();
		const data = this.data();
		const style = getComputedStyle(this.plotBox);
		const grid = { stroke: style.getPropertyValue('--chart-grid'), width: 1 };
		const axis = { stroke: style.getPropertyValue('--chart-label'), font: '11px system-ui, sans-serif', grid, ticks: { show: false } };
		this.plot = new uPlot(
			{
				width: this.plotBox.clientWidth,
				height: this.plotBox.clientHeight,
				ms: 1,
				padding: [8, 4, 0, 0],
				legend: { show: false },
				cursor: {
					y: false,
					drag: { setScale: false, x: false, y: false },
					points: { show: false },
					sync: { key: 'host' },
				},
				scales: { x: { time: true, auto: false }, y: { auto: false, min: 0, max: this.top } },
				axes: [
					{ ...axis, space: 72, size: 24, gap: 4, grid: { show: false }, values: timeLabels },
					{
						...axis,
						size: 50,
						gap: 6,
						splits: () => [0, this.top / 2, this.top],
						values: (_, splits) => splits.map((split) => this.kind.axis(split)),
					},
				],
				series: [{}, ...this.history.nodes.flatMap((node) => this.kind.lines.map((line) => this.series(node, line, style)))],
				hooks: { setCursor: [() => this.describe()] },
			},
			data,
			this.plotBox,
		);
	}

	update(): void {
		const plot = this.plot;
		const data = this.data();
		plot?.batch(() => {
			plot.setData(data, false);
			plot.setScale('y', { min: 0, max: this.top });
		});
		this.describe();
	}

	show(min: number, max: number): void {
		this.plot?.setScale('x', { min, max });
	}

	resize(): void {
		this.plot?.setSize({ width: this.plotBox.clientWidth, height: this.plotBox.clientHeight });
	}

	private series(node: string, line: Line, style: CSSStyleDeclaration): uPlot.Series {
		const color = style.getPropertyValue(`--node-${nodeColor(node)}`).trim();
		const bars = uPlot.paths.bars?.({ size: [0.7, 6, 3], radius: 0.3 });
		if (this.kind.bars && bars) {
			return { stroke: color, fill: color, width: 0, paths: bars, points: { show: false } };
		}
		if (line.dashed) {
			return { stroke: `${color}99`, width: 1.25, dash: [3, 4], points: { show: false } };
		}
		return {
			stroke: color,
			width: 2,
			fill: (plot) => fade(plot, color),
			paths: uPlot.paths.spline?.(),
			points: { show: false },
		};
	}

	private data(): uPlot.AlignedData {
		const columns = this.kind.lines.map((line) => this.history.columns(line.pick));
		const ys = this.history.nodes.flatMap((_, node) => columns.map((column) => column.ys[node]!));
		const highest = Math.max(0, ...ys.flat().map((value) => value ?? 0));
		this.top = Math.min(roundUp(Math.max(highest * 1.1, this.kind.atLeast)), this.kind.atMost ?? Infinity);
		return [columns[0]!.x, ...ys] as uPlot.AlignedData;
	}

	/** Writes the values at the pointer, or the newest ones, above the chart. */
	private describe(): void {
		const left = this.plot?.cursor.left ?? -1;
		const pointed = this.plot && left >= 0 ? this.plot.posToVal(left, 'x') : undefined;
		const entries = this.history.nodes.flatMap((node) => {
			const metrics = this.history.at(node, pointed ?? this.history.newestTime);
			if (!metrics) {
				return [];
			}
			return pointed === undefined && this.kind.sum
				? [{ node, ...this.kind.sum(this.history.all(node)) }]
				: [{ node, value: this.kind.value(metrics), note: this.kind.note(metrics) }];
		});
		this.values.classList.toggle('several', entries.length > 1);
		this.values.replaceChildren(
			...entries.map(({ node, value, note }) => {
				const dot = create('span', `dot node-color-${nodeColor(node)}`);
				const entry = create('li', '', dot, create('strong', '', value), create('small', '', note));
				entry.title = node;
				return entry;
			}),
		);
		const text = entries.map(({ node, value, note }) => `${node} ${value}, ${note}`).join('; ');
		this.plotBox.setAttribute('aria-label', `Chart of the last two minutes. Now: ${text}`);
	}

}

/** A label that would reach over the edge of the picture is left out. */
function timeLabels(plot: uPlot, splits: number[]): string[] {
	const width = plot.over.clientWidth;
	return splits.map((split) => (plot.valToPos(split, 'x') < width - TIME_LABEL_PX / 2 ? clockTime(split) : ''));
}

function collections(count: number): string {
	return count === 1 ? '1 collection' : `${count} collections`;
}

function total(all: HostMetrics[], pick: (metrics: HostMetrics) => number): number {
	return all.reduce((sum, metrics) => sum + pick(metrics), 0);
}

function fade(plot: uPlot, color: string): CanvasGradient {
	const gradient = plot.ctx.createLinearGradient(0, plot.bbox.top, 0, plot.bbox.top + plot.bbox.height);
	gradient.addColorStop(0, `${color}38`);
	gradient.addColorStop(1, `${color}05`);
	return gradient;
}
