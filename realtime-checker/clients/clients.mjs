// Drives the official clients for the checker: commands come in as lines of JSON, what the clients see goes out likewise.

import { createInterface } from 'node:readline';

import { Client as StompClient } from '@stomp/stompjs';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';

const clients = new Map();

let pending = [];

function emit(event) {
	pending.push(JSON.stringify(event));
	if (pending.length === 1) {
		setImmediate(() => {
			process.stdout.write(pending.join('\n') + '\n');
			pending = [];
		});
	}
}

class CentrifugeDriver {

	constructor({ id, port, token }) {
		this.id = id;
		this.subscriptions = new Map();
		this.client = new Centrifuge(`ws://127.0.0.1:${port}/connection/websocket`, {
			websocket: WebSocket, token, minReconnectDelay: 50, maxReconnectDelay: 250, timeout: 2000, maxServerPingDelay: 2000,
		});
		this.client.on('connecting', (context) => this.remark(`connecting: ${context.code} ${context.reason}`));
		this.client.on('disconnected', (context) => this.remark(`disconnected: ${context.code} ${context.reason}`));
		this.client.on('error', () => { });
	}

	remark(text) {
		emit({ t: 'remark', id: this.id, text });
	}

	start() {
		this.client.connect();
	}

	subscribe(ch, requested) {
		let subscription = this.subscriptions.get(ch);
		if (!subscription) {
			subscription = this.client.newSubscription(requested, { minResubscribeDelay: 50, maxResubscribeDelay: 250 });
			this.subscriptions.set(ch, subscription);
			subscription.on('subscribed', (context) => emit({
				t: 'sub', id: this.id, ch, recovering: context.wasRecovering, recovered: context.recovered,
				offset: context.streamPosition?.offset, epoch: context.streamPosition?.epoch,
			}));
			subscription.on('publication', (context) => emit({ t: 'pub', id: this.id, ch, data: context.data, offset: context.offset }));
			subscription.on('subscribing', (context) => this.remark(`${ch} subscribing: ${context.code} ${context.reason}`));
			subscription.on('unsubscribed', () => emit({ t: 'unsub', id: this.id, ch }));
			subscription.on('error', (context) => this.remark(`${ch} error: ${context.error.code} ${context.error.message}`));
		}
		subscription.subscribe();
	}

	unsubscribe(ch) {
		this.subscriptions.get(ch).unsubscribe();
	}

	close() {
		this.client.disconnect();
	}

}

class StompDriver {

	constructor({ id, port, token }) {
		this.id = id;
		this.subscriptions = new Map();
		this.leaving = new Set();
		this.count = 0;
		this.client = new StompClient({
			webSocketFactory: () => new WebSocket(`ws://127.0.0.1:${port}/ws`, ['v12.stomp']),
			connectHeaders: { Authorization: `Bearer ${token}` },
			connectionTimeout: 2000, reconnectDelay: 100, heartbeatIncoming: 1000, heartbeatOutgoing: 1000,
			discardWebsocketOnCommFailure: true,
		});
		this.client.onConnect = () => this.subscriptions.forEach((subscription) => this.ask(subscription));
		this.client.onWebSocketClose = (event) => this.lost(event);
		this.client.onUnhandledReceipt = (frame) => this.notice(frame);
		this.client.onStompError = (frame) => emit({ t: 'remark', id: this.id, text: `ERROR ${frame.headers.message}` });
	}

	start() {
		this.client.activate();
	}

	lost(event) {
		emit({ t: 'remark', id: this.id, text: `connection lost: ${event.code}` });
		[...this.leaving].forEach((subscription) => this.left(subscription));
	}

	left(subscription) {
		this.leaving.delete(subscription);
		if (this.subscriptions.get(subscription.ch) === subscription) {
			this.subscriptions.delete(subscription.ch);
		}
		emit({ t: 'unsub', id: this.id, ch: subscription.ch });
	}

	subscribe(ch, requested) {
		const subscription = { ch, destination: requested.startsWith('/') ? requested : `/topic/${requested}` };
		this.subscriptions.set(ch, subscription);
		if (this.client.connected) {
			this.ask(subscription);
		}
	}

	ask(subscription) {
		const number = ++this.count;
		const recovering = subscription.position !== undefined;
		const headers = { id: `s${number}`, receipt: `r${number}` };
		if (recovering) {
			headers['recover-offset'] = String(subscription.position.offset);
			headers['recover-epoch'] = subscription.position.epoch;
		}
		subscription.id = headers.id;
		this.client.watchForReceipt(headers.receipt, (frame) => {
			const recovered = frame.headers.recovered === 'true';
			const position = positionOf(frame);
			emit({ t: 'sub', id: this.id, ch: subscription.ch, recovering, recovered, ...position });
			subscription.position = (recovered && position) ? { offset: subscription.position.offset, epoch: position.epoch } : position;
		});
		subscription.handle = this.client.subscribe(subscription.destination, (frame) => {
			const position = positionOf(frame);
			if (position && subscription.position) {
				subscription.position = position;
			}
			emit({ t: 'pub', id: this.id, ch: subscription.ch, data: JSON.parse(frame.body), ...position });
		}, headers);
	}

	notice(frame) {
		const subscription = [...this.subscriptions.values()].find((candidate) => candidate.id === frame.headers.subscription);
		if (frame.headers['receipt-id'] === 'position-lost' && subscription) {
			subscription.position = positionOf(frame);
			emit({ t: 'notice', id: this.id, ch: subscription.ch, ...subscription.position });
		}
	}

	unsubscribe(ch) {
		const subscription = this.subscriptions.get(ch);
		this.leaving.add(subscription);
		if (!this.client.connected || !subscription.handle) {
			this.left(subscription);
			return;
		}
		const receipt = `u${++this.count}`;
		this.client.watchForReceipt(receipt, () => this.left(subscription));
		subscription.handle.unsubscribe({ receipt });
	}

	close() {
		this.client.deactivate({ force: true });
	}

}

function positionOf(frame) {
	const { offset, epoch } = frame.headers;
	return (offset && epoch) ? { offset: Number(offset), epoch } : undefined;
}

const commands = {

	open(command) {
		const client = (command.kind === 'stomp') ? new StompDriver(command) : new CentrifugeDriver(command);
		clients.set(command.id, client);
	},

	start: ({ id }) => clients.get(id).start(),

	subscribe: ({ id, ch, requested }) => clients.get(id).subscribe(ch, requested),

	unsubscribe: ({ id, ch }) => clients.get(id).unsubscribe(ch),

	close({ id }) {
		clients.get(id).close();
		clients.delete(id);
	},

};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
	const command = JSON.parse(line);
	commands[command.op](command);
});
lines.on('close', () => process.exit(0));
