// npm run package: builds and packs the extension to out/*.vsix.
import { packExtension } from './pack-extension.ts';

const { file, bytes, files } = await packExtension();
console.log(`Packed ${file}: ${(bytes / 1024 / 1024).toFixed(2)} MB, ${files.length} files.`);
