// node --import=tsx scripts/make-icons.ts: draws the PNG icons from images/source/*.svg, to be run after changing one.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launchBrowser } from './browser.ts';

const root = path.join(import.meta.dirname, '..');
const source = path.join(root, 'images/source');

const browser = await launchBrowser();
for (const file of readdirSync(source)) {
  const name = path.basename(file, '.svg');
  const [size, target] = name === 'icon' ? [256, 'images/icon.png'] : [32, `tasks/${name}/icon.png`];
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${readFileSync(path.join(source, file), 'utf8')}`,
  );
  writeFileSync(path.join(root, target), await page.screenshot({ omitBackground: true }));
}
await browser.close();
