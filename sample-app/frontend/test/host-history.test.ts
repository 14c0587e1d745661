import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostHistory } from '../src/host-history.ts';
import type { HostMetrics } from '../src/model.ts';

function sample(node: string, second: number, threads = 1): HostMetrics {
	const time = new Date(second * 1000).toISOString();
	return { time, node, threads, cpu: 0, systemCpu: 0, heapUsed: 0, heapMax: 0, gcPauseMs: 0, gcCount: 0 };
}

const threads = (metrics: HostMetrics) => metrics.threads;

test('several nodes share one time axis and keep their own lines', () => {
	const history = new HostHistory(60_000);
	history.add(sample('b', 10, 7));
	history.add(sample('a', 10.5, 5));
	history.add(sample('b', 11, 8));
	assert.deepEqual(history.nodes, ['a', 'b']);
	assert.deepEqual(history.columns(threads), {
		x: [10_000, 10_500, 11_000],
		ys: [[undefined, 5, undefined], [7, undefined, 8]],
	});
});

test('a node that was silent for a while has an interrupted line', () => {
	const history = new HostHistory(60_000);
	history.add(sample('a', 1, 5));
	history.add(sample('a', 9, 6));
	assert.deepEqual(history.columns(threads), { x: [1000, 1001, 9000], ys: [[5, null, 6]] });
});

test('what is older than the window is forgotten, and with its last sample the node', () => {
	const history = new HostHistory(10_000);
	history.add(sample('gone', 1));
	history.add(sample('a', 5));
	history.add(sample('a', 13));
	assert.deepEqual(history.nodes, ['a']);
	assert.equal(history.oldestTime, 5000);
	assert.equal(history.all('a').length, 2);
});

test('a repeated sample or one without a time changes nothing', () => {
	const history = new HostHistory(10_000);
	history.add(sample('a', 5));
	history.add(sample('a', 5, 99));
	history.add({ ...sample('a', 6), time: 'yesterday' });
	assert.equal(history.all('a').length, 1);
});

test('the sample nearest to a time is found, but not across a silence', () => {
	const history = new HostHistory(60_000);
	history.add(sample('a', 1, 5));
	history.add(sample('a', 2, 6));
	assert.equal(history.at('a', 1600)?.threads, 6);
	assert.equal(history.at('a', 9000), undefined);
	assert.equal(history.at('other', 1000), undefined);
});
