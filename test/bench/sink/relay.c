// The floor: GET of a range, recv and send, PUT of a part, and nothing else.
//
//   relay PORT BYTES PART_BYTES CONNECTIONS CHUNK_BYTES      from and to the sink at 127.0.0.1:PORT
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int port, chunk_bytes;
static long long bytes, part_bytes, next_part;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int dial(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (void *)&to, sizeof to)) fail("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void send_all(int fd, const char *from, long long count) {
  while (count > 0) {
    ssize_t sent = send(fd, from, count, MSG_NOSIGNAL);
    if (sent <= 0) fail("send");
    from += sent;
    count -= sent;
  }
}

/// Reads a response's head into `buffer`, and returns how many bytes of its body came with it.
static long long read_head(int fd, char *buffer, char **rest) {
  long long got = 0;
  do {
    ssize_t more = recv(fd, buffer + got, chunk_bytes - got, 0);
    if (more <= 0) fail("recv");
    got += more;
    buffer[got] = 0;
  } while (!(*rest = strstr(buffer, "\r\n\r\n")));
  if (strncmp(buffer, "HTTP/1.1 20", 11)) fail(buffer);
  *rest += 4;
  return got - (*rest - buffer);
}

static void *carry(void *unused) {
  int source = dial(), store = dial();
  char *buffer = malloc(chunk_bytes + 1), head[512], *rest;
  for (;;) {
    long long part = __atomic_fetch_add(&next_part, 1, __ATOMIC_RELAXED);
    long long from = part * part_bytes, left = bytes - from < part_bytes ? bytes - from : part_bytes;
    if (left <= 0) return unused;
    send_all(source, head, sprintf(head, "GET /zeros-%lld HTTP/1.1\r\nHost: x\r\nRange: bytes=%lld-%lld\r\n\r\n",
                                   bytes, from, from + left - 1));
    send_all(store, head, sprintf(head, "PUT /relay-%lld HTTP/1.1\r\nHost: x\r\nContent-Length: %lld\r\n\r\n", part, left));
    long long got = read_head(source, buffer, &rest);
    send_all(store, rest, got);
    for (left -= got; left > 0; left -= got) {
      got = recv(source, buffer, left < chunk_bytes ? left : chunk_bytes, 0);
      if (got <= 0) fail("recv");
      send_all(store, buffer, got);
    }
    read_head(store, buffer, &rest);
  }
}

int main(int count, char **words) {
  if (count != 6) return fprintf(stderr, "relay PORT BYTES PART_BYTES CONNECTIONS CHUNK_BYTES\n"), 2;
  port = atoi(words[1]);
  bytes = atoll(words[2]);
  part_bytes = atoll(words[3]);
  int connections = atoi(words[4]);
  chunk_bytes = atoi(words[5]);
  pthread_t threads[64];
  for (int i = 0; i < connections && i < 64; i++) pthread_create(&threads[i], NULL, carry, NULL);
  for (int i = 0; i < connections && i < 64; i++) pthread_join(threads[i], NULL);
}
