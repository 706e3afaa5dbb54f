// Imported before a program: whoever opens a socket, starts a process or runs a text as code ends it with code 99.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { writeSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import vm from 'node:vm';
import workers from 'node:worker_threads';

const STARTS = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'];
const ASKS = Object.keys(dns).filter((name) => /^(?:lookup|resolve|reverse)/.test(name));
const RUNS = ['Script', 'compileFunction', 'runInContext', 'runInNewContext', 'runInThisContext'];

/** What is taken from each module, and from prototypes that hold a way around its functions. */
const SEALED = [
  ['child_process', childProcess, STARTS],
  ['dgram', dgram, ['createSocket', 'Socket']],
  ['dns', dns, ASKS],
  ['dns.promises', dns.promises, ASKS],
  ['http', http, ['request', 'get', 'createServer']],
  ['https', https, ['request', 'get', 'createServer']],
  ['http2', http2, ['connect', 'createServer']],
  ['net', net, ['connect', 'createConnection', 'createServer']],
  ['net.Socket', net.Socket.prototype, ['connect']],
  ['net.Server', net.Server.prototype, ['listen']],
  ['tls', tls, ['connect']],
  ['vm', vm, RUNS],
  ['worker_threads', workers, ['Worker']],
  ['globalThis', globalThis, ['fetch', 'WebSocket', 'EventSource', 'eval', 'Function']],
];

for (const [place, holder, names] of SEALED)
  for (const name of names) {
    if (!(name in holder)) continue;
    holder[name] = new Proxy(holder[name], {
      apply: () => broken(`${place}.${name}`),
      construct: () => broken(`${place}.${name}`),
    });
  }
syncBuiltinESMExports();

function broken(what) {
  writeSync(2, `sealed: ${what}\n`);
  process.exit(99);
}
