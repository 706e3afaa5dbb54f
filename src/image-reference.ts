/** What an image reference names, as Docker and Kubernetes read it. */
export interface ImageReference {
  /** `registry.example:5000`; left out where the reference names none. */
  readonly registry?: string;
  /** Without the registry: `team/ledger`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…`; where it is there it decides which image runs, whatever the tag says. */
  readonly digest?: string;
}

/** The first part of a path is a registry where it could be no folder of Docker Hub. */
const REGISTRY = /^(?:localhost|[^/]*[.:][^/]*)$/;

/**
 * Reads an image reference: `[registry[:port]/]repository[:tag][@digest]`.
 * @param text as it stands in a manifest, or as a chart puts it together
 */
export function readImage(text: string): ImageReference {
  const at = text.indexOf('@');
  const [name, digest] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const registry = REGISTRY.test(first) ? first : '';
  const path = registry === '' ? name : name.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  const isTagged = colon > path.lastIndexOf('/');
  const tag = isTagged ? path.slice(colon + 1) : '';
  return {
    ...(registry !== '' && { registry }),
    repository: isTagged ? path.slice(0, colon) : path,
    ...(tag !== '' && { tag }),
    ...(digest !== '' && { digest }),
  };
}

/** The last part of the repository, which mirrors keep: `ledger` of `mirror.example/team/ledger:1.2`. */
export const imageName = ({ repository }: ImageReference): string => repository.split('/').at(-1) ?? '';
