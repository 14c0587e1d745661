import { create, element } from './dom.ts';
import { clockTime } from './format.ts';
import { protocolNames, type ChatMessage, type ConnectionState, type Protocol } from './model.ts';
import { hueOf } from './names.ts';
import { nodeLabel } from './node-colors.ts';

const KEPT_MESSAGES = 200;

const NEAR_END_PX = 60;

/** One of the two panes of the chat room: what its connection received, and a field to say something by it. */
export class ChatPane {

	private readonly pane: HTMLElement;

	private readonly list: HTMLElement;

	private readonly input: HTMLInputElement;

	private readonly button: HTMLButtonElement;

	private readonly problem: HTMLElement;

	private user = '';

	constructor(protocol: Protocol, say: (text: string) => Promise<void>) {
		this.pane = element(`#${protocol}-pane`);
		this.list = element('.messages', this.pane);
		this.input = element<HTMLInputElement>('input', this.pane);
		this.button = element<HTMLButtonElement>('button', this.pane);
		this.problem = element('.problem', this.pane);
		element<HTMLFormElement>('form', this.pane).addEventListener('submit', (event) => {
			event.preventDefault();
			void this.submit(say);
		});
	}

	signedIn(user: string): void {
		this.user = user;
	}

	setState(state: ConnectionState): void {
		this.pane.dataset['state'] = state;
		this.button.disabled = state !== 'connected';
		if (state === 'connected') {
			this.showProblem('');
		}
	}

	showProblem(text: string): void {
		this.problem.textContent = text;
	}

	add(message: ChatMessage): void {
		const follow = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END_PX;
		this.list.append(this.line(message));
		while (this.list.childElementCount > KEPT_MESSAGES) {
			this.list.firstElementChild?.remove();
		}
		if (follow || message.author === this.user) {
			this.list.scrollTop = this.list.scrollHeight;
		}
	}

	private async submit(say: (text: string) => Promise<void>): Promise<void> {
		const text = this.input.value.trim();
		if (!text || this.button.disabled) {
			return;
		}
		this.input.value = '';
		try {
			await say(text);
			this.showProblem('');
		}
		catch (failure) {
			this.input.value ||= text;
			this.showProblem(`Not sent: ${(failure as { message?: string }).message ?? 'the connection is gone'}`);
		}
	}

	private line(message: ChatMessage): HTMLElement {
		const avatar = create('span', 'avatar', message.author.slice(0, 1).toUpperCase());
		avatar.ariaHidden = 'true';
		avatar.style.setProperty('--hue', `${hueOf(message.author)}`);
		const meta = create('p', 'meta', create('strong', 'author', message.author));
		if (message.protocol) {
			meta.append(protocolBadge(message.protocol));
		}
		const sent = new Date(message.time);
		const time = create('time', '', clockTime(sent));
		time.dateTime = sent.toISOString();
		meta.append(nodeLabel(message.node), time);
		const line = create('li', 'message', avatar, create('div', 'body', meta, create('p', 'text', message.text)));
		line.classList.toggle('own', message.author === this.user);
		line.dataset['author'] = message.author;
		line.dataset['protocol'] = message.protocol ?? '';
		line.dataset['node'] = message.node;
		return line;
	}

}

export function protocolBadge(protocol: string): HTMLElement {
	return create('span', `badge ${protocol}`, protocolNames[protocol as Protocol] ?? protocol);
}
