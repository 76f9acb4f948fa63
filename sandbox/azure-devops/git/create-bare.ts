import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';

const CONFIG = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
	allowReachableSHA1InWant = true
	allowTipSHA1InWant = true
	allowFilter = true
[receive]
	# refs/pull/* are the service's own.
	hideRefs = refs/pull
	denyDeleteCurrent = refuse
	autogc = false
[gc]
	# Commits of older iterations are reachable from no branch after a forced push and must stay.
	auto = 0
	pruneExpire = never
`;

/** Diffs of added and deleted files compare with the empty blob. */
const EMPTY_BLOB = { folder: 'objects/e6', name: '9de29bb2d1d6434b8b29ae775ad8c2e48c5391', object: 'blob 0\0' };

/**
 * A bare repository as the service keeps it; an existing one stays as it is. Written by hand, which is what git init
 * would leave without its samples: a test begins with one, and processes are what tests wait for.
 */
export function createBareRepository(gitDir: string, defaultBranch: string): void {
  if (existsSync(gitDir)) return;
  for (const folder of ['objects/info', 'objects/pack', EMPTY_BLOB.folder, 'refs/heads', 'refs/tags'])
    mkdirSync(path.join(gitDir, folder), { recursive: true });
  writeFileSync(path.join(gitDir, EMPTY_BLOB.folder, EMPTY_BLOB.name), deflateSync(EMPTY_BLOB.object));
  writeFileSync(path.join(gitDir, 'config'), CONFIG);
  writeFileSync(path.join(gitDir, 'HEAD'), `ref: refs/heads/${defaultBranch.replace('refs/heads/', '')}\n`);
}
