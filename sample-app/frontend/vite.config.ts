import { defineConfig } from 'vite';

const node = 'http://localhost:8080';

export default defineConfig({
	build: {
		outDir: '../target/classes/static',
		emptyOutDir: true,
		// Everything is a file of its own: the content security policy allows no data: URLs.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		target: 'es2022',
	},
	server: {
		proxy: {
			'/api': node,
			'/actuator': node,
			'/ws': { target: node, ws: true },
			'/connection': { target: node, ws: true },
		},
	},
});
