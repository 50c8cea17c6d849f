import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Headless Chromium with WebGPU on SwiftShader: /usr/bin/chromium or what KINFOLD_CHROMIUM names; rejects without it.
 * @param {readonly string[]} switches further ones.
 */
export function launchChromium(switches = []) {
  const executablePath = process.env.KINFOLD_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: [...FLAGS, ...switches] });
}
