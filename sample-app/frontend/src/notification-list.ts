import { create, element } from './dom.ts';
import { clockTime, shellQuoted } from './format.ts';
import { protocolBadge } from './chat-pane.ts';
import type { Notification, Protocol } from './model.ts';
import { nodeLabel } from './node-colors.ts';

const KEPT = 30;

const TOAST_MS = 6000;

const COPIED_MS = 1500;

/** The section "Notifications": the command that sends one, and the ones that arrived. */
export class NotificationList {

	private readonly list = element('[data-testid="notifications"]');

	private readonly command = element('#curl');

	private readonly empty = element('#notifications-empty');

	private readonly toasts = element('#toasts');

	private readonly problem = element('#notification-problem');

	private user = '';

	constructor() {
		const copy = element<HTMLButtonElement>('#copy-curl');
		copy.addEventListener('click', async () => {
			await this.copy();
			copy.textContent = 'Copied';
			setTimeout(() => (copy.textContent = 'Copy'), COPIED_MS);
		});
		element('#send-notification').addEventListener('click', () => void this.send());
	}

	signedIn(user: string): void {
		this.user = user;
		const address = `${location.origin}/api/users/${user}/notifications`;
		this.command.textContent = `curl -X POST ${address} -H 'Content-Type: application/json' -d ${shellQuoted('{"text":"Hello"}')}`;
	}

	/** The same notification comes once by each protocol: it is one entry with two badges. */
	add(notification: Notification, protocol: Protocol): void {
		const known = [...this.list.children].find((item) => (item as HTMLElement).dataset['id'] === notification.id);
		if (known) {
			element('.meta', known).append(protocolBadge(protocol));
			return;
		}
		this.empty.hidden = true;
		const sent = new Date(notification.time);
		const time = create('time', '', clockTime(sent));
		time.dateTime = sent.toISOString();
		const meta = create('p', 'meta', time, nodeLabel(notification.node), protocolBadge(protocol));
		const item = create('li', 'notification', create('p', 'text', notification.text), meta);
		item.dataset['id'] = notification.id;
		this.list.prepend(item);
		while (this.list.childElementCount > KEPT) {
			this.list.lastElementChild?.remove();
		}
		this.toast(notification.text);
	}

	private toast(text: string): void {
		const toast = create('div', 'toast', create('strong', '', `For ${this.user}`), create('span', '', text));
		this.toasts.append(toast);
		setTimeout(() => toast.remove(), TOAST_MS);
	}

	private async copy(): Promise<void> {
		const text = this.command.textContent ?? '';
		try {
			await navigator.clipboard.writeText(text);
		}
		catch {
			// Over plain HTTP to another host there is no clipboard: leave it selected for the user.
			getSelection()?.selectAllChildren(this.command);
		}
	}

	private async send(): Promise<void> {
		this.problem.textContent = '';
		try {
			const response = await fetch(`/api/users/${this.user}/notifications`, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ text: 'Hello' }),
			});
			if (!response.ok) {
				throw new Error(`HTTP ${response.status}`);
			}
		}
		catch (failure) {
			this.problem.textContent = `Not sent: ${(failure as Error).message}`;
		}
	}

}
