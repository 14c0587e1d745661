/** The page's markup is in index.html: an element that is missing is a mistake in the page. */
export function element<T extends HTMLElement>(selector: string, within: ParentNode = document): T {
	const found = within.querySelector<T>(selector);
	if (!found) {
		throw new Error(`The page has no ${selector}`);
	}
	return found;
}

export function create<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, ...content: (Node | string)[]):
		HTMLElementTagNameMap[K] {
	const created = document.createElement(tag);
	created.className = className;
	created.append(...content);
	return created;
}

export const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
