// What the official client libraries report when the application controls them from another node.
// Environment: NODE_A and NODE_B (base addresses).
import { strict as assert } from 'node:assert';
import { Client } from '@stomp/stompjs';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';

const { NODE_A, NODE_B } = process.env;

const deadline = setTimeout(() => {
	console.error('timed out');
	process.exit(1);
}, 90_000);

const bob = await centrifuge(NODE_A, 'bob');
const ann = await centrifuge(NODE_B, 'ann');
const annOnStomp = await stomp(NODE_B, 'ann');

// A server-side subscription: events of the client itself. STOMP clients are left out.
const heard = collect((add) => ann.on('publication', add));
let event = next(ann, 'subscribed');
assert.equal(await control('subscribe', { user: 'ann', channel: 'rooms:given' }), 1);
assert.deepEqual(await event, { channel: 'rooms:given', positioned: false, recoverable: false, wasRecovering: false,
	recovered: false, hasRecoveredPublications: false });
await bob.publish('rooms:given', 1);
const { channel, data } = await heard.until(() => true);
assert.deepEqual([channel, data], ['rooms:given', 1]);

// Subscriptions of the clients' own.
const open = await subscription(ann, 'rooms:open');
const taken = await subscription(ann, 'rooms:taken');
await stompSubscription('open');
await stompSubscription('taken');

// A refresh after a right was lost. The library subscribes again, and learns that it may not.
await fetch(`${NODE_A}/api/rights?channel=rooms:taken`, { method: 'DELETE' });
await fetch(`${NODE_A}/api/rights?channel=rooms:given`, { method: 'DELETE' });
event = next(taken, 'subscribing');
const end = next(taken, 'unsubscribed');
const endOfGiven = next(ann, 'unsubscribed');
assert.equal(await control('refresh', { user: 'ann' }), 2);
assert.equal((await event).code, 2501);
assert.equal((await end).code, 103);
assert.equal((await endOfGiven).channel, 'rooms:given');
await annOnStomp.notices.until((headers) => headers['receipt-id'] === 'unsubscribed' && headers.subscription === 'taken');
assert.equal(open.state, 'subscribed');

// An end of a subscription that the application asks for. The library does not subscribe again.
event = next(open, 'unsubscribed');
assert.equal(await control('unsubscribe', { user: 'ann', channel: 'rooms:open' }), 2);
assert.equal((await event).code, 2000);
await annOnStomp.notices.until((headers) => headers['receipt-id'] === 'unsubscribed' && headers.subscription === 'open');

// A server-side subscription ends with its session. The library connects again with its token.
event = next(ann, 'subscribed');
assert.equal(await control('subscribe', { user: 'ann', channel: 'kept:given' }), 1);
assert.ok((await event).streamPosition.epoch);
event = next(ann, 'connecting');
const endOfKept = next(ann, 'unsubscribed');
assert.equal(await control('refresh', { user: 'ann', ttl: '-PT1M' }), 2);
assert.equal((await event).code, 3005);
assert.equal((await endOfKept).channel, 'kept:given');
assert.equal(ann.state, 'connected');
assert.equal((await annOnStomp.errors.until(() => true)).message, 'Token expired');
assert.equal((await annOnStomp.closes.until(() => true)).code, 1008);

// A disconnected client stays away.
const stompAgain = await stomp(NODE_B, 'ann');
event = next(ann, 'disconnected');
assert.equal(await control('disconnect', { user: 'ann' }), 2);
assert.equal((await event).code, 3503);
assert.equal((await stompAgain.closes.until(() => true)).code, 3503);

assert.deepEqual([heard.all.length, annOnStomp.messages.all.length, bob.state], [1, 0, 'connected']);
clearTimeout(deadline);
console.log('ok');
process.exit(0);

/** Calls an operation at the first node. Returns the number of clients that it concerned. */
async function control(operation, parameters) {
	const response = await fetch(`${NODE_A}/actuator/realtime/${operation}`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(parameters),
	});
	assert.equal(response.status, 200);
	const { sessions, confirmedNodes, unconfirmedNodes } = await response.json();
	assert.deepEqual([confirmedNodes.length, unconfirmedNodes.length], [2, 0]);
	return sessions;
}

function address(node, path) {
	return node.replace('http', 'ws') + path;
}

async function token(node, user) {
	return (await (await fetch(`${node}/api/token?user=${user}`)).json()).token;
}

async function centrifuge(node, user) {
	const client = new Centrifuge(address(node, '/connection/websocket'), {
		websocket: WebSocket, getToken: () => token(node, user), minReconnectDelay: 10, maxReconnectDelay: 100,
	});
	client.connect();
	await client.ready(20_000);
	return client;
}

async function subscription(client, name) {
	const created = client.newSubscription(name, { minResubscribeDelay: 10, maxResubscribeDelay: 100 });
	created.subscribe();
	await created.ready(20_000);
	return created;
}

/** A client with what it reports: messages, the headers of notices and errors, and closes. */
async function stomp(node, user) {
	const client = new Client({
		webSocketFactory: () => new WebSocket(address(node, '/ws'), ['v12.stomp']),
		connectHeaders: { Authorization: `Bearer ${await token(node, user)}` },
		reconnectDelay: 0,
	});
	const notices = collect((add) => client.onUnhandledReceipt = (frame) => add(frame.headers));
	const errors = collect((add) => client.onStompError = (frame) => add(frame.headers));
	const closes = collect((add) => client.onWebSocketClose = add);
	const messages = collect((add) => client.onUnhandledMessage = add);
	await new Promise((resolve) => {
		client.onConnect = resolve;
		client.activate();
	});
	return { client, notices, errors, closes, messages };
}

async function stompSubscription(id) {
	const done = new Promise((resolve) => annOnStomp.client.watchForReceipt(id, resolve));
	annOnStomp.client.subscribe(`/topic/rooms:${id}`, () => assert.fail('no message was expected'), { id, receipt: id });
	await done;
}

function next(emitter, name) {
	return new Promise((resolve) => emitter.once(name, resolve));
}

function collect(start) {
	const all = [];
	let wake = () => {};
	start((item) => {
		all.push(item);
		wake();
	});
	return {
		all,
		async until(condition) {
			for (;;) {
				const found = all.find(condition);
				if (found !== undefined) {
					return found;
				}
				await new Promise((resolve) => {
					wake = resolve;
				});
			}
		},
	};
}
