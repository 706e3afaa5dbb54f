import { runningDiffers as common } from '../../../rules/running-differs.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { manifests, PHASE_FLAGS_1, PHASE_FLAGS_2 } from './examples.ts';

const RAFT = '-metastore.raft.dir=./data-metastore/raft';

const dual = (config: string): string =>
  manifests('2.2.1', { components: { all: { args: [...PHASE_FLAGS_2.dual, RAFT] } }, config });

interface Running {
  readonly architecture?: string;
  readonly path?: string;
  readonly bucket?: string;
}

const printed = ({ architecture = 'v1-v2-dual', path = 'combined', bucket = 'profiles' }: Running): string =>
  `architecture_storage: ${architecture}
limits:
  write_path: ${path}
storage:
  backend: s3
  prefix: ""
  s3:
    bucket_name: ${bucket}
metastore:
  raft:
    dir: data-metastore/raft
`;

const s3 = (bucket: string): string => `storage:\n  backend: s3\n  s3:\n    bucket_name: ${bucket}\n`;

export const runningDiffers: PyroscopeRule = {
  ...common,
  get good() {
    return [
      { manifests: dual(s3('profiles')), running: printed({}) },
      // The server reads it from its environment.
      { manifests: dual(s3(`\${BUCKET}`)), running: printed({}) },
      // A server 1.x that runs without v2 prints no storage and no write path.
      {
        manifests: manifests('1.21.0', { components: { all: { args: PHASE_FLAGS_1.v1 } } }),
        running: 'limits:\n  write_path: ""\nstorage:\n  backend: ""\n  prefix: ""\n',
      },
    ];
  },
  get bad() {
    return [
      { manifests: dual(s3('profiles')), running: printed({ bucket: 'profiles-old' }) },
      { manifests: dual(s3('profiles')), running: printed({ architecture: 'v1', path: 'ingester' }) },
      { manifests: dual(s3('profiles')), running: printed({ path: 'ingester' }) },
    ];
  },
};
