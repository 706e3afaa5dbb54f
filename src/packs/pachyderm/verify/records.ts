import { field, listOf, numberOf, textOf } from '../../../live/json.ts';

/** What pachctl says of a pipeline with --raw. */
export interface Pipeline {
  readonly name: string;
  /** As it was asked for; the state follows (audit D-39). */
  readonly stopped: boolean;
  /** Protobuf leaves out what has the value 0, and this is PIPELINE_STARTING. */
  readonly state: string;
}

export interface Commit {
  readonly repo: string;
  readonly id: string;
  /** RFC 3339; undefined while it is open. */
  readonly finished: string | undefined;
  readonly bytes: number;
}

export interface File {
  readonly path: string;
  readonly isFolder: boolean;
  readonly bytes: number;
}

/** The commands about files and commits write `sizeBytes`, those about pipelines `last_job_state`. */
const bytesOf = (json: unknown): number =>
  numberOf(field(json, 'sizeBytes') ?? field(json, 'size_bytes') ?? 0);

/** @param hasFlag whether pachctl says what was asked for; a pipeline that is started again is PAUSED at first */
export function readPipeline(json: unknown, hasFlag: boolean): Pipeline {
  const state = textOf(field(json, 'state')) || 'PIPELINE_STARTING';
  return {
    name: textOf(field(json, 'pipeline', 'name')),
    stopped: field(json, 'stopped') === true || (!hasFlag && state === 'PIPELINE_PAUSED'),
    state,
  };
}

export const readRepo = (json: unknown): string => textOf(field(json, 'repo', 'name'));

export function readCommit(json: unknown): Commit {
  const finished = textOf(field(json, 'finished'));
  return {
    repo: textOf(field(json, 'commit', 'repo', 'name')),
    id: textOf(field(json, 'commit', 'id')),
    finished: finished === '' ? undefined : finished,
    bytes: bytesOf(json),
  };
}

export const readFile = (json: unknown): File => ({
  path: textOf(field(json, 'file', 'path')),
  isFolder: (field(json, 'fileType') ?? field(json, 'file_type')) === 'DIR',
  bytes: bytesOf(json),
});

/** A nodePort of a Service in the cluster. */
export interface HeldPort {
  readonly namespace: string;
  readonly service: string;
  readonly name: string;
  readonly number: number;
}

/** The nodePorts of `kubectl get services --output=json`. */
export const readHeldPorts = (json: unknown): readonly HeldPort[] =>
  listOf(field(json, 'items')).flatMap((item) =>
    listOf(field(item, 'spec', 'ports')).flatMap((port): readonly HeldPort[] => {
      const number = numberOf(field(port, 'nodePort'));
      if (number === 0) return [];
      return [
        {
          namespace: textOf(field(item, 'metadata', 'namespace')),
          service: textOf(field(item, 'metadata', 'name')),
          name: textOf(field(port, 'name')),
          number,
        },
      ];
    }),
  );
