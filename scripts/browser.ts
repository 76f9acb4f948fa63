import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** The package's arguments are made for functions in a cloud: with these, closing a page ends the whole browser. */
const UNWANTED = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/** A headless Chromium from npm on Linux; elsewhere the Chrome that is installed. */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux') return playwright.launch({ channel: 'chrome', headless: true });
  const args = chromium.args.filter((argument) => !UNWANTED.has(argument));
  return playwright.launch({ executablePath: await chromium.executablePath(), args, headless: true });
}
