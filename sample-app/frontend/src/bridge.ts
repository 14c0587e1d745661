import { element, reducedMotion } from './dom.ts';
import type { ChatMessage } from './model.ts';

const REMEMBERED = 50;

/** Shows between the panes how a message goes from one protocol through the hub to both. */
export class Bridge {

	private readonly track = element('#bridge .track');

	private readonly seen: string[] = [];

	/** To be called for every copy of a message; the first one counts. */
	pass(message: ChatMessage): void {
		if (this.seen.includes(message.id)) {
			return;
		}
		this.seen.push(message.id);
		this.seen.splice(0, this.seen.length - REMEMBERED);
		if (reducedMotion.matches || this.track.clientWidth === 0) {
			return;
		}
		const pulse = document.createElement('span');
		pulse.className = `pulse ${message.protocol ?? ''}`;
		this.track.append(pulse);
		const [from, to] = message.protocol === 'centrifuge' ? ['100%', '0%'] : ['0%', '100%'];
		pulse
			.animate(
				[
					{ left: from, opacity: 0, scale: 0.5 },
					{ left: '50%', opacity: 1, scale: 1.3 },
					{ left: to, opacity: 0, scale: 0.5 },
				],
				{ duration: 700, easing: 'ease-in-out' },
			)
			.finished.finally(() => pulse.remove());
	}

}
