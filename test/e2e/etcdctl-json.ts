/** What `etcdctl -w json` answers, with every number of more digits than a double holds as text. */
export function parseEtcdctl(text: string): unknown {
  return JSON.parse(text.replace(/(?<=[:[,]\s*)\d{16,}(?=\s*[,}\]])/gu, '"$&"'));
}
