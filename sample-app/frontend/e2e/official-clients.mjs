// The official client libraries, unchanged, against two nodes.
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

const ann = await stomp(NODE_A, 'ann');
const bob = await centrifuge(NODE_B, 'bob');

// Both directions through the chat room's one controller.
const heardByAnn = collect((add) => ann.subscribe('/topic/chat:official', (message) => add(JSON.parse(message.body))));
const room = bob.newSubscription('chat:official');
const heardByBob = collect((add) => room.on('publication', (context) => add(context.data)));
room.subscribe();
await room.ready(20_000);
const lobbyOfBob = bob.newSubscription('chat:lobby');
const lobbyHeardByBob = collect((add) => lobbyOfBob.on('publication', (context) => add(context.data)));
lobbyOfBob.subscribe();
await lobbyOfBob.ready(20_000);
const lobbyHeardByAnn = collect((add) => ann.subscribe('/topic/chat:lobby', (message) => add(JSON.parse(message.body)),
	{ receipt: 'lobby' }));
await receipt(ann, 'lobby');

ann.publish({ destination: '/app/chat', body: JSON.stringify({ text: 'by stompjs' }),
	headers: { 'content-type': 'application/json' } });
await lobbyHeardByBob.until((message) => message.text === 'by stompjs' && message.author === 'ann');
// What a method sends to a topic is no answer to its caller.
const result = await bob.rpc('chat', { text: 'by centrifuge-js' });
assert.equal(result.data, undefined);
await lobbyHeardByAnn.until((message) => message.text === 'by centrifuge-js' && message.author === 'bob');

// A message to a user, on both protocols.
const own = bob.newSubscription('/user/queue/notifications');
const notifications = collect((add) => own.on('publication', (context) => add(context.data)));
own.subscribe();
await own.ready(20_000);
const answer = await fetch(`${NODE_A}/api/users/bob/notifications`, {
	method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text: 'ping' }),
});
assert.equal(answer.status, 202);
await notifications.until((notification) => notification.text === 'ping');

// Errors are the protocol's own.
await assert.rejects(bob.rpc('no-such-method', {}), (error) => error.code === 104);
await assert.rejects(bob.publish('chat:official', {}), (error) => error.code === 103);
await assert.rejects(bob.history('chat:official', { limit: 1 }), (error) => error.code === 108);
await assert.rejects(bob.presence('chat:official'), (error) => error.code === 108);
const unknown = bob.newSubscription('nowhere:1');
const refused = new Promise((resolve) => unknown.on('unsubscribed', resolve));
unknown.subscribe();
assert.equal((await refused).code, 102);
assert.equal(bob.state, 'connected');

// Binary bodies arrive as they were sent.
const binary = collect((add) => ann.subscribe('/topic/rooms:binary', (message) => add([...message.binaryBody]),
	{ receipt: 'binary' }));
await receipt(ann, 'binary');
ann.publish({ destination: '/topic/rooms:binary', binaryBody: new Uint8Array([0, 255, 1, 254, 10, 0, 128]),
	headers: { 'content-type': 'application/octet-stream' } });
assert.deepEqual(await binary.until(() => true), [0, 255, 1, 254, 10, 0, 128]);

// A STOMP client that comes back on the other node gets what it missed, and acknowledges it.
const before = collect((add) => ann.subscribe('/topic/kept:official', add, { receipt: 'before' }));
await receipt(ann, 'before');
say(ann, 1);
const { offset, epoch } = (await before.until((message) => message.body === '1')).headers;
const cid = await stomp(NODE_B, 'cid');
say(cid, 2);
say(cid, 3);
await before.until((message) => message.body === '3');
const after = collect((add) => cid.subscribe('/topic/kept:official', (message) => {
	add(message);
	message.ack();
}, { receipt: 'after', 'recover-offset': offset, 'recover-epoch': epoch, ack: 'client', 'prefetch-count': '1' }));
assert.equal((await receipt(cid, 'after')).headers.recovered, 'true');
say(ann, 4);
await after.until((message) => message.body === '4');
assert.deepEqual(after.all.map((message) => message.body), ['2', '3', '4']);
await cid.deactivate();

room.unsubscribe();
bob.disconnect();
await ann.deactivate();
assert.deepEqual([heardByAnn.all, heardByBob.all], [[], []]);

// A token that proves nothing: never a half-open session.
const forged = new Centrifuge(address(NODE_A, '/connection/websocket'), { websocket: WebSocket, token: 'forged' });
const ended = new Promise((resolve) => forged.on('disconnected', resolve));
forged.connect();
assert.equal((await ended).code, 3500);
const refusedStomp = new Client({ brokerURL: address(NODE_A, '/ws'), webSocketFactory: () =>
	new WebSocket(address(NODE_A, '/ws'), ['v12.stomp']), connectHeaders: { Authorization: 'Bearer forged' }, reconnectDelay: 0 });
const error = await new Promise((resolve) => {
	refusedStomp.onStompError = resolve;
	refusedStomp.activate();
});
assert.equal(error.command, 'ERROR');
await refusedStomp.deactivate();

clearTimeout(deadline);
console.log('ok');
process.exit(0);

function address(node, path) {
	return node.replace('http', 'ws') + path;
}

async function token(node, user) {
	return (await (await fetch(`${node}/api/token?user=${user}`)).json()).token;
}

async function stomp(node, user) {
	const client = new Client({
		webSocketFactory: () => new WebSocket(address(node, '/ws'), ['v12.stomp', 'v11.stomp', 'v10.stomp']),
		connectHeaders: { Authorization: `Bearer ${await token(node, user)}` },
	});
	await new Promise((resolve, reject) => {
		client.onConnect = resolve;
		client.onStompError = (frame) => reject(new Error(frame.headers.message));
		client.activate();
	});
	return client;
}

function say(client, text) {
	client.publish({ destination: '/topic/kept:official', body: String(text) });
}

function receipt(client, id) {
	return new Promise((resolve) => client.watchForReceipt(id, resolve));
}

async function centrifuge(node, user) {
	const client = new Centrifuge(address(node, '/connection/websocket'), {
		websocket: WebSocket,
		getToken: () => token(node, user),
	});
	client.connect();
	await client.ready(20_000);
	return client;
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
