import { create } from './dom.ts';

const COLORS = 6;

const known = new Map<string, number>();

/** The number of a node's color in the style sheet: the same in the charts, the header and the chat. */
export function nodeColor(node: string): number {
	let color = known.get(node);
	if (color === undefined) {
		color = known.size % COLORS;
		known.set(node, color);
	}
	return color;
}

export function nodeLabel(node: string): HTMLElement {
	const label = create('span', 'node', create('span', `dot node-color-${nodeColor(node)}`), node);
	label.title = `handled by node ${node}`;
	return label;
}
