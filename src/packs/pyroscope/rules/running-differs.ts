import type { Known } from '../../../pack.ts';
import { runningDiffersIn } from '../../../rules/running-differs.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { manifests, PHASE_FLAGS_1, PHASE_FLAGS_2 } from './examples.ts';

const RAFT = '-metastore.raft.dir=./data-metastore/raft';

const s3 = (bucket: string): string => `storage:\n  backend: s3\n  s3:\n    bucket_name: ${bucket}\n`;

const dual = (bucket: string): string =>
  manifests('2.2.1', {
    components: { all: { args: [...PHASE_FLAGS_2.dual, RAFT] } },
    config: s3(bucket),
  });

const printed = (architecture: string, path: string, bucket = 'profiles'): string =>
  `architecture_storage: ${architecture}
limits:
  write_path: ${path}
${s3(bucket)}  prefix: ""
metastore:
  raft:
    dir: data-metastore/raft
`;

const AS_INSTALLED = printed('v1-v2-dual', 'combined');

const DIRECTORIES = new Set(['directory', 'index']);

/** Which servers find each other the checks of the rings prove; a directory that nobody wrote is a guess by the version. */
const isLeftOut = (part: string, was: Known<string>): boolean =>
  part === 'label' || (DIRECTORIES.has(part) && was.by === 'default');

export const runningDiffers: PyroscopeRule = {
  ...runningDiffersIn(isLeftOut),
  get good() {
    return [
      { manifests: dual('profiles'), running: AS_INSTALLED },
      // The server reads it from its environment.
      { manifests: dual(`\${BUCKET}`), running: AS_INSTALLED },
      // A server 1.x that runs without v2 prints no storage and no write path.
      {
        manifests: manifests('1.21.0', { components: { all: { args: PHASE_FLAGS_1.v1 } } }),
        running: 'limits:\n  write_path: ""\nstorage:\n  backend: ""\n  prefix: ""\n',
      },
    ];
  },
  get bad() {
    return [
      { manifests: dual('profiles'), running: printed('v1-v2-dual', 'combined', 'profiles-old') },
      { manifests: dual('profiles'), running: printed('v1', 'ingester') },
      { manifests: dual('profiles'), running: printed('v1-v2-dual', 'ingester') },
    ];
  },
};
