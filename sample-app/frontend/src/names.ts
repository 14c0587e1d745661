const FIRST = ['brisk', 'calm', 'clever', 'curious', 'gentle', 'lively', 'lucky', 'merry', 'quiet', 'sunny', 'swift', 'witty'];

const SECOND = ['badger', 'dolphin', 'falcon', 'fox', 'heron', 'lynx', 'magpie', 'otter', 'panda', 'robin', 'seal', 'wren'];

const VALID = /^[A-Za-z0-9_.-]{1,32}$/;

export function friendlyName(random: () => number = Math.random): string {
	const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)];
	return `${pick(FIRST)}-${pick(SECOND)}`;
}

export function isValidName(name: string): boolean {
	return VALID.test(name);
}

/** A hue from 0 to 359 that stays the same for a name. */
export function hueOf(name: string): number {
	let hash = 7;
	for (const character of name) {
		hash = (hash * 31 + character.codePointAt(0)!) % 360_007;
	}
	return (hash * 47) % 360;
}
