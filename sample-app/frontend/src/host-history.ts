import type { HostMetrics } from './model.ts';

interface Sample {
	time: number;
	metrics: HostMetrics;
}

/** One x array in milliseconds, and for each node of `nodes` one y array of the same length. */
export interface Columns {
	x: number[];
	ys: (number | null | undefined)[][];
}

/** Two samples of a node further apart than this are not joined by a line. */
const GAP_MS = 3500;

/** The last minutes of every node's metrics, in the form the charts draw. */
export class HostHistory {

	private readonly samples = new Map<string, Sample[]>();

	private readonly keepMs: number;

	private newest = 0;

	constructor(keepMs: number) {
		this.keepMs = keepMs;
	}

	add(metrics: HostMetrics): void {
		const time = Date.parse(metrics.time);
		const known = this.samples.get(metrics.node) ?? [];
		const last = known.at(-1);
		if (Number.isNaN(time) || (last && time <= last.time)) {
			return;
		}
		known.push({ time, metrics });
		this.samples.set(metrics.node, known);
		this.newest = Math.max(this.newest, time);
		for (const [node, all] of this.samples) {
			while (all[0] && all[0].time < this.newest - this.keepMs) {
				all.shift();
			}
			if (all.length === 0) {
				this.samples.delete(node);
			}
		}
	}

	/** The nodes that published within the window, by name so that a node keeps its place. */
	get nodes(): string[] {
		return [...this.samples.keys()].sort();
	}

	get oldestTime(): number {
		return Math.min(...[...this.samples.values()].map((all) => all[0]!.time));
	}

	get newestTime(): number {
		return this.newest;
	}

	/** The node's sample nearest to a time, or none when the node was silent then. */
	at(node: string, time: number): HostMetrics | undefined {
		let best: Sample | undefined;
		for (const sample of this.samples.get(node) ?? []) {
			if (!best || Math.abs(sample.time - time) < Math.abs(best.time - time)) {
				best = sample;
			}
		}
		return best && Math.abs(best.time - time) <= GAP_MS ? best.metrics : undefined;
	}

	/** All samples of the node within the window, oldest first. */
	all(node: string): HostMetrics[] {
		return (this.samples.get(node) ?? []).map((sample) => sample.metrics);
	}

	/**
	 * In a y array `undefined` means that another node was sampled then (the line goes on), and
	 * `null` that the line is interrupted.
	 */
	columns(pick: (metrics: HostMetrics) => number): Columns {
		const nodes = this.nodes;
		const points: { time: number; node: number; value: number | null }[] = [];
		nodes.forEach((name, node) => {
			let previous: Sample | undefined;
			for (const sample of this.samples.get(name)!) {
				if (previous && sample.time - previous.time > GAP_MS) {
					points.push({ time: previous.time + 1, node, value: null });
				}
				points.push({ time: sample.time, node, value: pick(sample.metrics) });
				previous = sample;
			}
		});
		points.sort((a, b) => a.time - b.time);
		const x: number[] = [];
		const ys: (number | null | undefined)[][] = nodes.map(() => []);
		for (const point of points) {
			if (x.at(-1) !== point.time) {
				x.push(point.time);
				ys.forEach((y) => y.push(undefined));
			}
			ys[point.node]![x.length - 1] = point.value;
		}
		return { x, ys };
	}

}
