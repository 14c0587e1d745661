const MEGABYTE = 1024 * 1024;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export function percent(share: number): string {
	const value = share * 100;
	return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} %`;
}

export function bytes(value: number): string {
	const megabytes = value / MEGABYTE;
	return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}

export function clockTime(time: number | Date): string {
	return clock.format(time);
}

/** The next round number (1, 2, 2.5, 5 times a power of ten) at or above the value. */
export function roundUp(value: number): number {
	if (!(value > 0)) {
		return 1;
	}
	const power = 10 ** Math.floor(Math.log10(value));
	const factor = [1, 2, 2.5, 5].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
	return factor * power;
}

/** A string as one word of a POSIX shell. */
export function shellQuoted(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}
