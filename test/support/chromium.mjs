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

/** Headless Chromium with WebGPU on SwiftShader: /usr/bin/chromium or what KINFOLD_CHROMIUM names; rejects without it. */
export function launchChromium() {
  const executablePath = process.env.KINFOLD_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: FLAGS });
}
