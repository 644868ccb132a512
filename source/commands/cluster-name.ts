/** How a cluster is called that has no name of its own: its first endpoint without the scheme. */
export function clusterName(endpoint: string): string {
  return endpoint.replace(/^https?:\/\//u, '');
}
