import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, percent, roundUp, shellQuoted } from '../src/format.ts';
import { friendlyName, hueOf, isValidName } from '../src/names.ts';

test('a chart ends at the next round number', () => {
	assert.deepEqual([0, 0.3, 1, 11, 24, 26, 70, 250].map(roundUp), [1, 0.5, 1, 20, 25, 50, 100, 250]);
});

test('shares and sizes are short to read', () => {
	assert.equal(percent(0.0834), '8.3 %');
	assert.equal(percent(0.4), '40 %');
	assert.equal(bytes(90 * 1024 * 1024), '90 MB');
	assert.equal(bytes(4 * 1024 ** 3), '4.0 GB');
});

test('a text with a quote stays one word of the shell', () => {
	assert.equal(shellQuoted(`{"text":"it's"}`), `'{"text":"it'\\''s"}'`);
});

test('a made-up name is one the node accepts', () => {
	for (const random of [0, 0.5, 0.999]) {
		assert.ok(isValidName(friendlyName(() => random)));
	}
	assert.ok(!isValidName('no spaces'));
	assert.ok(!isValidName(''));
});

test('a name keeps its color', () => {
	assert.equal(hueOf('alice'), hueOf('alice'));
	assert.notEqual(hueOf('alice'), hueOf('bob'));
});
