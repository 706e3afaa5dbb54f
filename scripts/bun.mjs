// Bun, which becomes the runtime inside an executable: the only place that says which one.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const BUN_VERSION = '1.4.5';

/** By the platform and processor of an executable; the integrity is what the registry said when it was pinned. */
export const PLATFORMS = {
  'linux-x64': {
    package: '@oven/bun-linux-x64',
    integrity:
      'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  },
  'linux-arm64': {
    package: '@oven/bun-linux-aarch64',
    integrity:
      'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  },
  'darwin-x64': {
    package: '@oven/bun-darwin-x64',
    integrity:
      'sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==',
  },
  'darwin-arm64': {
    package: '@oven/bun-darwin-aarch64',
    integrity:
      'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
  },
  'windows-x64': {
    package: '@oven/bun-windows-x64',
    integrity:
      'sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==',
  },
};

const CACHE = resolve(import.meta.dirname, '../.cache');

/** The platform of this machine, as PLATFORMS names it. */
export const thisPlatform = () =>
  `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

function download({ package: name, integrity }, into) {
  const shell = process.platform === 'win32';
  const args = ['pack', `${name}@${BUN_VERSION}`, '--json', '--pack-destination', into];
  const [packed] = JSON.parse(
    execFileSync('npm', args, { encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 2] }),
  );
  if (packed.integrity !== integrity)
    throw new Error(
      `${packed.filename} is not the file that scripts/bun.mjs names: its integrity is ${packed.integrity}`,
    );
  execFileSync('tar', ['-xzf', packed.filename, '--strip-components=1'], { cwd: into });
  rmSync(join(into, packed.filename));
}

/** The Bun of a platform: from the cache, else from the npm registry. @returns the path of its program */
export function bunOf(platform) {
  const home = join(CACHE, `bun-${BUN_VERSION}-${platform}`);
  const program = join(home, 'bin', platform.startsWith('windows') ? 'bun.exe' : 'bun');
  if (existsSync(program)) return program;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, 'bun-'));
  try {
    download(PLATFORMS[platform], unfinished);
    // The first of two builds that meet here has done the work of both.
    if (!existsSync(home)) renameSync(unfinished, home);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  chmodSync(program, 0o755);
  return program;
}
