import { field, listOf, textOf } from './json-fields.ts';

/** A container of a pod, as its spec has it. */
export interface LiveContainer {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly httpPort: number;
}

/** For a container that names no port: Kubernetes does not ask it to. */
const HTTP_DEFAULT = 80;

/** Reads one element of `spec.containers`. */
export function liveContainer(json: unknown): LiveContainer {
  return {
    name: textOf(field(json, 'name')),
    image: textOf(field(json, 'image')),
    args: argsOf(json),
    httpPort: httpPortOf(listOf(field(json, 'ports'))),
  };
}

/** What the process is given: an image's entry point may be replaced by `command`, whose tail are arguments, too. */
function argsOf(json: unknown): string[] {
  const [, ...tail] = listOf(field(json, 'command'));
  return [...tail, ...listOf(field(json, 'args'))].map(textOf);
}

function httpPortOf(ports: readonly unknown[]): number {
  const http = ports.find((port) => textOf(field(port, 'name')).startsWith('http')) ?? ports[0];
  const number = field(http, 'containerPort');
  return typeof number === 'number' ? number : HTTP_DEFAULT;
}
