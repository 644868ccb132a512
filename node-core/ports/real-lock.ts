import { constants, type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './disk-error.js';
import { type DirectoryLock, DirectoryLockedError, type DirectoryLocker } from './lock.js';
import { claimSocket, findSocketHolder, type SocketClaim } from './lock-socket.js';

/**
 * Node has no flock. What the kernel drops by itself when a process is killed is a listening socket, so
 * on Linux a claim is two of them:
 * an abstract one named after the directory's device and inode, which binding takes atomically but which
 * only processes of the same network namespace see; and one in the directory, which every container that
 * mounts it sees. The second is stale after a kill (nobody answers it); clearing it away is not atomic, and
 * safe because starters of one namespace already hold the first. Starters of two namespaces that meet over
 * a stale socket in the same instant are the case that is left.
 *
 * Windows' named pipes are atomic for the whole machine; BSD and macOS lock with the open call itself.
 */
export const realLocker: DirectoryLocker = {
  acquire(directory) {
    switch (process.platform) {
      case 'linux':
        return lockOnLinux(directory);
      case 'win32':
        return lockByPipe(directory);
      default:
        return lockByOpening(directory);
    }
  },
};

const lockFileName = 'etcdscope.lock';

async function lockOnLinux(path: string): Promise<DirectoryLock> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  let inNamespace: SocketClaim | undefined;
  try {
    const { dev, ino } = await directory.stat({ bigint: true });
    inNamespace = await claimOrRefuse(path, `\0etcdscope/${dev}/${ino}`);
    const inDirectory = await claimInDirectory(path, directory);
    const claims = [inDirectory, inNamespace];
    return { release: () => releaseAll(claims, directory) };
  } catch (error) {
    await releaseAll([inNamespace], directory);
    throw error;
  }
}

/** The address goes through the open directory because a socket's address is at most 107 bytes long. */
async function claimInDirectory(path: string, directory: FileHandle): Promise<SocketClaim | undefined> {
  const address = `/proc/self/fd/${directory.fd}/${lockFileName}`;
  const holder = await findSocketHolder(address);
  if (holder !== undefined) {
    throw new DirectoryLockedError(path, holder.pid);
  }
  await removeStale(address);
  return claimOrRefuse(path, address).catch(ignoreMissingSockets);
}

async function removeStale(address: string): Promise<void> {
  try {
    await unlink(address);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw error;
    }
  }
}

/** Some shared and FUSE file systems hold no sockets; the namespace's claim then stands alone. */
function ignoreMissingSockets(error: unknown): undefined {
  const code = errorCode(error);
  if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') {
    throw error;
  }
}

async function releaseAll(
  claims: readonly (SocketClaim | undefined)[],
  directory: FileHandle,
): Promise<void> {
  for (const claim of claims) {
    await claim?.release();
  }
  await directory.close();
}

async function claimOrRefuse(directory: string, address: string): Promise<SocketClaim> {
  const claim = await claimSocket(address);
  if (claim === undefined) {
    throw new DirectoryLockedError(directory, (await findSocketHolder(address))?.pid);
  }
  return claim;
}

async function lockByPipe(directory: string): Promise<DirectoryLock> {
  const { dev, ino } = await stat(directory, { bigint: true });
  return claimOrRefuse(directory, `\\\\.\\pipe\\etcdscope-${dev}-${ino}`);
}

/** From BSD's `sys/fcntl.h`; Node hands open flags through to the system. */
const openExclusivelyLocked = 0x20;

async function lockByOpening(directory: string): Promise<DirectoryLock> {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | openExclusivelyLocked;
  try {
    const handle = await open(join(directory, lockFileName), flags, 0o600);
    return { release: () => handle.close() };
  } catch (error) {
    throw errorCode(error) === 'EAGAIN' ? new DirectoryLockedError(directory, undefined) : error;
  }
}
