// One HTTP request after the other on one connection. Bodies are dropped in the kernel.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

enum { HEAD_MAX = 65536, DROP_MAX = 1 << 20 };

static long long dropped_bytes;

static long long now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000ll + t.tv_nsec / 1000;
}

typedef struct {
  int fd, start, end;  // what of `buffer` is not used yet
  char buffer[HEAD_MAX];
  char method[16], path[2048], query[2048], meta[8192], range[128];
  long long length, decoded, first_byte_us;
  int is_chunked, has_expect, is_last;
} call_t;

static int fill(call_t *call, int most) {
  if (call->start == call->end) call->start = call->end = 0;
  int room = HEAD_MAX - 1 - call->end;
  int got = recv(call->fd, call->buffer + call->end, most < room ? most : room, 0);
  if (got <= 0) return 0;
  call->end += got;
  return 1;
}

static int line(call_t *call, char **out, int most) {
  for (;;) {
    char *from = call->buffer + call->start;
    char *newline = memchr(from, '\n', call->end - call->start);
    if (newline) {
      call->start = newline + 1 - call->buffer;
      if (newline > from && newline[-1] == '\r') newline--;
      *newline = 0;
      *out = from;
      return 1;
    }
    if (!fill(call, most)) return 0;
  }
}

static int drop(call_t *call, long long count) {
  long long buffered = call->end - call->start;
  if (buffered > count) buffered = count;
  call->start += buffered;
  count -= buffered;
  __atomic_add_fetch(&dropped_bytes, buffered, __ATOMIC_RELAXED);
  while (count > 0) {
    ssize_t got = recv(call->fd, NULL, count < DROP_MAX ? count : DROP_MAX, MSG_TRUNC);
    if (got <= 0) return 0;
    count -= got;
    __atomic_add_fetch(&dropped_bytes, got, __ATOMIC_RELAXED);
  }
  return 1;
}

static int send_all(int fd, const char *bytes, size_t count, int flags) {
  while (count > 0) {
    ssize_t sent = send(fd, bytes, count, flags | MSG_NOSIGNAL);
    if (sent <= 0) return 0;
    bytes += sent;
    count -= sent;
  }
  return 1;
}

/// Drops the body and stores its length, without the framing of chunks, in `decoded`.
static int body(call_t *call) {
  if (call->has_expect && !send_all(call->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, 0)) return 0;
  if (call->length > 0 || call->is_chunked) {
    if (call->start == call->end && !fill(call, 64)) return 0;
    call->first_byte_us = now_us();
  }
  if (!call->is_chunked) {
    if (call->decoded < 0) call->decoded = call->length;
    return drop(call, call->length);
  }
  long long total = 0;
  for (char *text;;) {
    if (!line(call, &text, 64)) return 0;
    long long size = strtoll(text, NULL, 16);
    total += size;
    if (size > 0) {
      if (!drop(call, size) || !line(call, &text, 64)) return 0;
      continue;
    }
    do
      if (!line(call, &text, 64)) return 0;
    while (*text);
    if (call->decoded < 0) call->decoded = total;
    return 1;
  }
}

static const char *parameter(call_t *call, const char *name, char out[256]) {
  size_t length = strlen(name);
  for (const char *at = call->query; *at; at += strcspn(at, "&"), at += *at == '&')
    if (!strncmp(at, name, length) && strchr("=&", at[length])) {
      const char *value = at + length + (at[length] == '=');
      snprintf(out, 256, "%.*s", (int)strcspn(value, "&"), value);
      return out;
    }
  return NULL;
}

static void header(call_t *call, char *text) {
  char *colon = strchr(text, ':');
  if (!colon) return;
  char *value = colon + 1 + strspn(colon + 1, " ");
  size_t length = colon - text;
#define IS(name) (length == strlen(name) && !strncasecmp(text, name, length))
  if (IS("content-length")) call->length = atoll(value);
  else if (IS("x-amz-decoded-content-length")) call->decoded = atoll(value);
  else if (IS("transfer-encoding")) call->is_chunked = !strcasecmp(value, "chunked");
  else if (IS("expect")) call->has_expect = 1;
  else if (IS("range")) snprintf(call->range, sizeof call->range, "%s", value);
  else if (IS("connection")) call->is_last = !strcasecmp(value, "close");
  else if (!strncasecmp(text, "x-amz-meta-", 11) || !strncasecmp(text, "x-cos-meta-", 11)) {
    size_t used = strlen(call->meta);
    snprintf(call->meta + used, sizeof call->meta - used, "%s\r\n", text);
  }
}

static int read_head(call_t *call) {
  char *text;
  call->length = call->is_chunked = call->has_expect = call->is_last = 0;
  call->decoded = -1;
  call->meta[0] = call->range[0] = call->query[0] = 0;
  if (!line(call, &text, HEAD_MAX) || sscanf(text, "%15s %2047s", call->method, call->path) != 2) return 0;
  char *query = strchr(call->path, '?');
  if (query) {
    *query = 0;
    strcpy(call->query, query + 1);
  }
  while (line(call, &text, HEAD_MAX)) {
    if (!*text) return 1;
    header(call, text);
  }
  return 0;
}
