// npm run build: a complete extension root in dist/.
import { buildExtension } from './build-extension.ts';

await buildExtension();
console.log('Built dist/.');
