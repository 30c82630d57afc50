// A source and store that costs as little as possible, so that a client's cost is what is seen.
//
//   sink ADDRESS [LENGTH:MD5 ...]      prints "ready PORT", ends when its standard input does
//
// All bytes are zeros. GET of a key that ends in "zeros-N" gives N of them; the bytes of a PUT are
// dropped in the kernel, and believed to be zeros: so the CRCs that are answered follow from the
// length alone. S3 and COS are spoken at once, signatures are not looked at. An ETag is the MD5 of
// that many zeros where the command line names it, for some clients compare it.
#include "http-call.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "crc-of-zeros.h"

enum { PARTS_MAX = 10000, BUCKETS = 65536, ZEROS = 1 << 20, RESPONSE_MAX = 1 << 19 };

// ---- What is remembered: objects by key, uploads by id.

typedef struct object {
  struct object *next;
  char *key, *meta;
  long long size, first_byte_us;
  long long *parts;  // of an upload: the size of each part + 1, 0 where there is none
} object_t;
static object_t *objects[BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long long upload_count;
static int zeros_file;
static long long request_count, first_put_us;
static struct { long long length; const char *md5; } known[64];
static int known_count;

static object_t *find(const char *key, int create) {
  uint32_t hash = 2166136261u;
  for (const char *c = key; *c; c++) hash = (hash ^ (uint8_t)*c) * 16777619u;
  object_t **slot = &objects[hash % BUCKETS];
  for (object_t *o = *slot; o; o = o->next)
    if (!strcmp(o->key, key)) return o;
  if (!create) return NULL;
  object_t *made = calloc(1, sizeof *made);
  made->key = strdup(key);
  made->size = -1;
  made->next = *slot;
  return *slot = made;
}

static void keep(char **place, const char *text) {
  free(*place);
  *place = strdup(text);
}

static void etag(long long length, char out[48]) {
  for (int i = 0; i < known_count; i++)
    if (known[i].length == length) {
      snprintf(out, 48, "\"%s\"", known[i].md5);
      return;
    }
  snprintf(out, 48, "\"%032llx-1\"", length);
}

static void base64_of_4(uint32_t value, char out[9]) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint64_t bits = (uint64_t)value << 4;
  for (int i = 0; i < 6; i++) out[i] = digits[(bits >> (30 - 6 * i)) & 63];
  strcpy(out + 6, "==");
}

/// ETag and checksums of so many zeros, as S3 and as COS write them.
static void proofs(char out[512], long long length) {
  char tag[48], crc32[9];
  etag(length, tag);
  base64_of_4(crc_zeros(&crc32_of_zeros, length), crc32);
  snprintf(out, 512,
           "ETag: %s\r\nx-amz-checksum-crc32: %s\r\nx-amz-checksum-type: FULL_OBJECT\r\n"
           "x-cos-hash-crc64ecma: %llu\r\n",
           tag, crc32, (unsigned long long)crc_zeros(&crc64_of_zeros, length));
}

static int response(call_t *call, int status, const char *headers, const char *text, int length) {
  char head[HEAD_MAX];
  int size = snprintf(head, sizeof head,
                      "HTTP/1.1 %d %s\r\nContent-Length: %d\r\nServer: sink\r\n"
                      "x-cos-request-id: bench\r\nx-amz-request-id: bench\r\n%s%s\r\n",
                      status, status < 300 ? "OK" : "Not", length,
                      *text ? "Content-Type: application/xml\r\n" : "", headers);
  int has_text = strcmp(call->method, "HEAD") && *text;
  return send_all(call->fd, head, size, has_text ? MSG_MORE : 0) &&
         (!has_text || send_all(call->fd, text, length, 0));
}

static int response_text(call_t *call, int status, const char *format, ...) {
  char text[4096];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(text, sizeof text, format, values);
  va_end(values);
  return response(call, status, "", text, length);
}

static int missing(call_t *call, const char *code) {
  return response_text(call, 404, "<Error><Code>%s</Code><Message>not here</Message></Error>", code);
}

// ---- The requests.

static int read_zeros(call_t *call, object_t *object, long long size) {
  long long from = 0, to = size - 1;
  int is_part = sscanf(call->range, " bytes=%lld-%lld", &from, &to) >= 1;
  if (from < 0) from += size;
  if (to >= size) to = size - 1;
  int is_head = !strcmp(call->method, "HEAD");
  char head[HEAD_MAX], marks[512];
  // Amazon gives no checksum with a GET that did not ask for one.
  if (is_head) proofs(marks, size);
  else etag(size, marks + sprintf(marks, "ETag: ")), strcat(marks, "\r\n");
  int length = snprintf(head, sizeof head,
                        "HTTP/1.1 %d OK\r\nContent-Length: %lld\r\nAccept-Ranges: bytes\r\n"
                        "Content-Type: application/octet-stream\r\n"
                        "Last-Modified: Sun, 01 Nov 2026 00:00:00 GMT\r\n%s%s",
                        is_part ? 206 : 200, to - from + 1, marks, object ? object->meta : "");
  if (is_part)
    length += snprintf(head + length, sizeof head - length, "Content-Range: bytes %lld-%lld/%lld\r\n",
                       from, to, size);
  if (object)
    length += snprintf(head + length, sizeof head - length, "x-bench-first-byte-us: %lld\r\n",
                       object->first_byte_us);
  length += snprintf(head + length, sizeof head - length, "\r\n");
  if (!send_all(call->fd, head, length, is_head ? 0 : MSG_MORE)) return 0;
  for (long long rest = is_head ? 0 : to - from + 1; rest > 0;) {
    off_t offset = 0;
    ssize_t sent = sendfile(call->fd, zeros_file, &offset, rest < ZEROS ? rest : ZEROS);
    if (sent <= 0) return 0;
    rest -= sent;
  }
  return 1;
}

static char *unescape(char *text) {
  char *to = text;
  for (char *from = text; *from; to++) {
    unsigned byte;
    int is_escape = *from == '%' && sscanf(from + 1, "%2x", &byte) == 1;
    *to = is_escape ? (char)byte : *from;
    from += is_escape ? 3 : 1;
  }
  *to = 0;
  return text;
}

/// What lies below "list-SIZE-COUNT/" is that many objects of that size, named so that GETs give them.
static int list_zeros(call_t *call, const char *prefix) {
  char value[256], after[256] = "", tag[48];
  long long size = 0;
  int count = 0, most = parameter(call, "max-keys", value) ? atoi(value) : 1000;
  sscanf(strstr(prefix, "list-"), "list-%lld-%d", &size, &count);
  if (most > 1000) most = 1000;
  if (!parameter(call, "start-after", after) && !parameter(call, "marker", after))
    parameter(call, "continuation-token", after);
  unescape(after);
  int folder = (int)(strcspn(strstr(prefix, "list-"), "/") + (strstr(prefix, "list-") - prefix)) + 1;
  char key[512];
#define KEY(of) (snprintf(key, sizeof key, "%.*szeros-%lld-%07d", folder, prefix, size, of), key)
  // A longer prefix has fewer: all that it has are neighbours.
  size_t prefix_length = strlen(prefix);
  // The first behind that key, which is any: a list is split where nothing has to lie.
  int next = 0;
  for (int behind = count; next < behind;) {
    int middle = next + (behind - next) / 2;
    if (strcmp(KEY(middle), after) > 0) behind = middle;
    else next = middle + 1;
  }
  while (next < count && strncmp(KEY(next), prefix, prefix_length) < 0) next++;
  int last = count;
  while (last > next && strncmp(KEY(last - 1), prefix, prefix_length) > 0) last--;
  count = last;
  int end = next + most < count ? next + most : count;
  etag(size, tag);
  char *text = malloc(RESPONSE_MAX);
  int length = sprintf(text, "<ListBucketResult><Name>bench</Name><Prefix>%s</Prefix><MaxKeys>%d</MaxKeys>"
                             "<KeyCount>%d</KeyCount><IsTruncated>%s</IsTruncated>",
                       prefix, most, end - next, end < count ? "true" : "false");
  if (end < count)
    length += sprintf(text + length, "<NextContinuationToken>%s</NextContinuationToken><NextMarker>%s</NextMarker>",
                      KEY(end - 1), key);
  for (; next < end; next++)
    length += sprintf(text + length, "<Contents><Key>%s</Key>"
                                     "<LastModified>2026-11-01T00:00:00.000Z</LastModified><ETag>%s</ETag>"
                                     "<Size>%lld</Size><StorageClass>STANDARD</StorageClass></Contents>",
                      KEY(next), tag, size);
  length += sprintf(text + length, "</ListBucketResult>");
  int is_sent = response(call, 200, "", text, length);
  free(text);
  return is_sent;
}

static int read_object(call_t *call) {
  char *zeros = strstr(call->path, "zeros-"), value[256];
  if (parameter(call, "prefix", value) && strstr(unescape(value), "list-")) return list_zeros(call, value);
  if (zeros) return read_zeros(call, NULL, atoll(zeros + 6));
  if (parameter(call, "location", value))
    return response_text(call, 200, "<LocationConstraint>us-east-1</LocationConstraint>");
  if (parameter(call, "uploads", value))
    return response_text(call, 200, "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
  if (!strcmp(call->path, "/-/dropped-bytes"))
    return response_text(call, 200, "%lld", __atomic_load_n(&dropped_bytes, __ATOMIC_RELAXED));
  if (!strcmp(call->path, "/-/requests"))
    return response_text(call, 200, "%lld", __atomic_load_n(&request_count, __ATOMIC_RELAXED));
  // Since this was asked for last; 0: none.
  if (!strcmp(call->path, "/-/first-put-us"))
    return response_text(call, 200, "%lld", __atomic_exchange_n(&first_put_us, 0, __ATOMIC_RELAXED));
  object_t *object = find(call->path, 0);
  if (object && object->size >= 0) return read_zeros(call, object, object->size);
  // One segment names a bucket of S3 or an object of COS; only buckets are listed, and only COS asks by HEAD.
  int is_bucket = strcmp(call->method, "HEAD") && (!strchr(call->path + 1, '/') || call->path[strlen(call->path) - 1] == '/');
  return is_bucket ? response_text(call, 200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
                   : missing(call, "NoSuchKey");
}

static int list_parts(call_t *call, object_t *upload) {
  char value[256], tag[48];
  int from = parameter(call, "part-number-marker", value) ? atoi(value) : 0;
  int most = parameter(call, "max-parts", value) ? atoi(value) : 1000, count = 0, last = from;
  char *text = malloc(RESPONSE_MAX);
  int length = sprintf(text, "<ListPartsResult><MaxParts>%d</MaxParts>", most), number = from + 1;
  for (; number <= PARTS_MAX && count < most; number++)
    if (upload->parts[number]) {
      etag(upload->parts[number] - 1, tag);
      length += sprintf(text + length,
                        "<Part><PartNumber>%d</PartNumber><LastModified>2026-11-01T00:00:00.000Z</LastModified>"
                        "<ETag>%s</ETag><Size>%lld</Size></Part>",
                        number, tag, upload->parts[number] - 1);
      last = number;
      count++;
    }
  int has_more = 0;
  for (; number <= PARTS_MAX && !has_more; number++) has_more = upload->parts[number] != 0;
  length += sprintf(text + length,
                    "<IsTruncated>%s</IsTruncated><NextPartNumberMarker>%d</NextPartNumberMarker></ListPartsResult>",
                    has_more ? "true" : "false", last);
  int is_sent = response(call, 200, "", text, length);
  free(text);
  return is_sent;
}

static int complete(call_t *call, object_t *upload) {
  object_t *object = find(call->path, 1);
  long long size = 0;
  for (int number = 1; number <= PARTS_MAX; number++)
    if (upload->parts[number]) size += upload->parts[number] - 1;
  object->size = size;
  object->first_byte_us = upload->first_byte_us;
  keep(&object->meta, upload->meta);
  free(upload->parts);
  upload->parts = NULL;
  char tag[48], crc32[9], marks[512];
  etag(size, tag);
  base64_of_4(crc_zeros(&crc32_of_zeros, size), crc32);
  proofs(marks, size);
  char text[4096];
  int length = snprintf(text, sizeof text,
                        "<CompleteMultipartUploadResult><Location>http://sink%s</Location><Key>%s</Key>"
                        "<ETag>%s</ETag><ChecksumCRC32>%s</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType>"
                        "</CompleteMultipartUploadResult>",
                        call->path, call->path + 1, tag, crc32);
  return response(call, 200, marks, text, length);
}

static int of_upload(call_t *call, const char *id) {
  char value[256], marks[512];
  object_t *upload = find(id, 0);
  if (!upload || !upload->parts) return missing(call, "NoSuchUpload");
  if (!strcmp(call->method, "PUT")) {
    int number = parameter(call, "partNumber", value) ? atoi(value) : 0;
    if (number < 1 || number > PARTS_MAX) return missing(call, "InvalidArgument");
    upload->parts[number] = call->decoded + 1;
    if (!upload->first_byte_us) upload->first_byte_us = call->first_byte_us;
    proofs(marks, call->decoded);
    return response(call, 200, marks, "", 0);
  }
  if (!strcmp(call->method, "GET")) return list_parts(call, upload);
  if (!strcmp(call->method, "POST")) return complete(call, upload);
  free(upload->parts);
  upload->parts = NULL;
  return response(call, 204, "", "", 0);
}

static int respond(call_t *call) {
  char value[256], id[64], marks[512];
  if (parameter(call, "uploadId", value)) return of_upload(call, value);
  if (!strcmp(call->method, "GET") || !strcmp(call->method, "HEAD")) return read_object(call);
  if (!strcmp(call->method, "POST") && parameter(call, "uploads", value)) {
    snprintf(id, sizeof id, "upload%lld", ++upload_count);
    object_t *upload = find(id, 1);
    upload->parts = calloc(PARTS_MAX + 1, sizeof *upload->parts);
    keep(&upload->meta, call->meta);
    return response_text(call, 200,
                       "<InitiateMultipartUploadResult><Bucket>bench</Bucket><Key>%s</Key>"
                       "<UploadId>%s</UploadId></InitiateMultipartUploadResult>",
                       call->path + 1, id);
  }
  if (!strcmp(call->method, "DELETE")) return response(call, 204, "", "", 0);
  object_t *object = find(call->path, 1);
  object->size = call->decoded;
  object->first_byte_us = call->first_byte_us;
  if (!first_put_us) first_put_us = call->first_byte_us;
  keep(&object->meta, call->meta);
  proofs(marks, call->decoded);
  return response(call, 200, marks, "", 0);
}

static void *serve(void *argument) {
  call_t *call = calloc(1, sizeof *call);
  call->fd = (int)(intptr_t)argument;
  int one = 1;
  setsockopt(call->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  while (read_head(call) && body(call)) {
    __atomic_add_fetch(&request_count, strncmp(call->path, "/-/", 3) != 0, __ATOMIC_RELAXED);
    // A GET of zeros takes long and touches nothing that is shared.
    int is_shared = !strcmp(call->method, "PUT") || !strstr(call->path, "zeros-");
    if (is_shared) pthread_mutex_lock(&lock);
    int is_sent = respond(call);
    if (is_shared) pthread_mutex_unlock(&lock);
    if (!is_sent || call->is_last) break;
  }
  close(call->fd);
  free(call);
  return NULL;
}

static void *end_with_parent(void *argument) {
  char byte;
  while (read(0, &byte, 1) > 0) {}
  exit(0);
  return argument;
}

int main(int count, char **words) {
  signal(SIGPIPE, SIG_IGN);
  crc_init(&crc32_of_zeros, 0xedb88320u, 32);
  crc_init(&crc64_of_zeros, 0xc96c5795d7870f42ull, 64);
  for (int i = 2; i < count && known_count < 64; i++) {
    char *colon = strchr(words[i], ':');
    known[known_count].length = atoll(words[i]);
    known[known_count++].md5 = colon ? colon + 1 : "";
  }
  zeros_file = memfd_create("zeros", 0);
  char *zeros = calloc(1, ZEROS);
  if (zeros_file < 0 || write(zeros_file, zeros, ZEROS) != ZEROS) return perror("zeros"), 1;

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr(count > 1 ? words[1] : "127.0.0.1")};
  socklen_t size = sizeof address;
  if (bind(listener, (void *)&address, size) || listen(listener, 1024)) return perror("listen"), 1;
  getsockname(listener, (void *)&address, &size);
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);

  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 1 << 20);
  pthread_create(&thread, &attributes, end_with_parent, NULL);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd >= 0) pthread_create(&thread, &attributes, serve, (void *)(intptr_t)fd);
  }
}
