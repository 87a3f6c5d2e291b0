// wsload: many websocket viewers of 127.0.0.1 in one thread, so that the client is never the limit.
//
//   wsload PORT PATH COUNT -m MARKER [-j JOIN] [-a FRAMES] [-u UNTIL] [-e] [-s] [-c INFLIGHT]
//
//   -m  text that precedes the instant of sending (epoch seconds) in a frame that is to be counted
//   -j  one text frame sent after the handshake
//   -a  acknowledge the newest frame that was read: at once when so many are not acknowledged, else
//       every 250 ms (static/src/live/acknowledgements.ts)
//   -u  a viewer counts as ready with its first frame that holds this text
//   -e  count every instant in a frame, not only the first: each is an event of its own
//   -s  storm: connect again when refused or cut off, and say when every viewer is ready
//
// WSLOAD_HEADER in the environment is one more header line (a cookie is nothing for a command line).
// Prints one line of JSON when all are ready, and one for each `r` on its input; `q` ends it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { IDLE, CONNECTING, HANDSHAKE, OPEN, DEAD };
enum { PIECES = 64, BUCKETS = 64 * PIECES, LIFE_SECONDS = 600, RETRY_US = 50000, TELL_US = 250000 };

typedef struct {
  int fd, state, ready;
  uint8_t *rest;  // an unfinished frame
  uint32_t rest_bytes, rest_room;
  uint64_t retry_at, told_at;
  long newest, acknowledged;
} viewer;

static const char *path, *marker, *join, *until, *header = "";
static int port, count, acknowledges, every, storm, most_in_flight = 64;
static viewer *viewers;
static int poller, open_count, ready_count, in_flight, dropped, refused;
static uint64_t delays[BUCKETS], frames, others, bytes, acks, largest_us, listening_at;
static uint8_t buffer[4 << 20];

static uint64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

// Buckets of about 1.6 % of their value.
static int bucket_of(uint64_t us) {
  if (us < PIECES) return us;
  int high = 63 - __builtin_clzll(us);
  return (high - 5) * PIECES + ((us >> (high - 6)) & (PIECES - 1));
}

static double of_bucket(int bucket) {
  if (bucket < PIECES) return bucket;
  int high = bucket / PIECES + 5;
  return (double)((1ull << high) + ((uint64_t)(bucket % PIECES) << (high - 6)));
}

static double percentile_ms(double share) {
  uint64_t wanted = frames * share, sum = 0;
  for (int i = 0; i < BUCKETS; i++)
    if ((sum += delays[i]) > wanted) return of_bucket(i) / 1e3;
  return 0;
}

static void watch(viewer *v, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.ptr = v};
  epoll_ctl(poller, operation, v->fd, &event);
}

static void wait_a_little(viewer *v) {
  v->state = IDLE;
  v->retry_at = now_us() + RETRY_US;
}

static void start(viewer *v) {
  v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int on = 1;
  setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  v->rest_bytes = 0;
  v->newest = v->acknowledged = -1;
  v->told_at = 0;
  if (connect(v->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) {
    close(v->fd);
    v->fd = -1;
    wait_a_little(v);
    return;
  }
  v->state = CONNECTING;
  in_flight++;
  watch(v, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

static void drop(viewer *v) {
  close(v->fd);
  v->fd = -1;
  if (v->state != OPEN) {
    in_flight--;
    wait_a_little(v);
    return;
  }
  open_count--;
  dropped++;
  ready_count -= v->ready;
  v->ready = 0;
  v->state = DEAD;
  if (storm) wait_a_little(v);
}

static void ask(viewer *v) {
  char request[4096];
  int length = snprintf(request, sizeof request,
      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s\r\n",
      path, port, port, header, *header ? "\r\n" : "");
  if (write(v->fd, request, length) != length) drop(v);
  else v->state = HANDSHAKE;
}

// A masked text frame of less than 126 bytes; the mask is zero.
static void say(viewer *v, int opcode, const void *text, size_t length) {
  uint8_t frame[132] = {0x80 | opcode, 0x80 | length};
  memcpy(frame + 6, text, length);
  if (write(v->fd, frame, 6 + length) < 0) return;  // cut off: the next read tells
}

static void acknowledge(viewer *v) {
  long behind = v->newest - v->acknowledged;
  uint64_t now = now_us();
  if (behind <= 0 || (behind < acknowledges && now < v->told_at + TELL_US)) return;
  v->told_at = now;
  char text[64];
  int length = snprintf(text, sizeof text, "{\"type\":\"ack\",\"frame\":%ld}", v->newest);
  say(v, 1, text, length);
  v->acknowledged = v->newest;
  acks++;
}

static const uint8_t *after(const uint8_t *text, size_t length, const char *what) {
  const uint8_t *found = memmem(text, length, what, strlen(what));
  return found ? found + strlen(what) : NULL;
}

static uint64_t instant_us(const uint8_t *at) {
  uint64_t us = 0;
  int decimals = -1;
  while (*at == ' ') at++;
  for (; decimals < 6; at++) {
    if (*at == '.' && decimals < 0) decimals = 0;
    else if (*at >= '0' && *at <= '9') {
      us = us * 10 + (*at - '0');
      if (decimals >= 0) decimals++;
    } else break;
  }
  for (int i = decimals < 0 ? 0 : decimals; i < 6; i++) us *= 10;
  return us;
}

static void read_frame(viewer *v, int opcode, const uint8_t *text, uint64_t length, uint64_t now) {
  if (opcode == 9 && length < 126) say(v, 10, text, length);
  if (opcode != 1) return;
  if (!v->ready && (!until || after(text, length, until))) {
    v->ready = 1;
    ready_count++;
  }
  if (acknowledges && !memmem(text, length < 40 ? length : 40, "heartbeat", 9)) {
    const uint8_t *number = after(text, length < 80 ? length : 80, "\"frame\":");
    if (number) v->newest = strtol((const char *)number, NULL, 10);
  }
  const uint8_t *at = after(text, length, marker), *end = text + length;
  if (!at) others++;
  for (; at; at = every ? after(at, end - at, marker) : NULL) {
    uint64_t sent = instant_us(at), us = now > sent ? now - sent : 0;
    frames++;
    delays[bucket_of(us)]++;
    if (us > largest_us) largest_us = us;
  }
}

// One frame from `at`; the number of bytes that it takes, 0 while it is unfinished.
static uint64_t take(viewer *v, uint8_t *at, uint64_t have, uint64_t now) {
  if (have < 2) return 0;
  uint64_t length = at[1] & 127, head = length == 126 ? 4 : length == 127 ? 10 : 2;
  if (have < head) return 0;
  if (head > 2) {
    length = 0;
    for (uint64_t i = 2; i < head; i++) length = length << 8 | at[i];
  }
  if (have < head + length) return 0;
  read_frame(v, at[0] & 15, at + head, length, now);
  return head + length;
}

static void keep(viewer *v, const uint8_t *at, uint32_t length) {
  if (length > v->rest_room) {
    v->rest_room = length + 4096;
    v->rest = realloc(v->rest, v->rest_room);
  }
  if (length) memcpy(v->rest, at, length);
  v->rest_bytes = length;
}

static void on_read(viewer *v) {
  uint32_t have = v->rest_bytes;
  if (have) memcpy(buffer, v->rest, have);
  ssize_t got = recv(v->fd, buffer + have, sizeof buffer - have - 1, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    drop(v);
    return;
  }
  bytes += got;
  uint8_t *at = buffer, *end = buffer + have + got;
  *end = 0;
  if (v->state == HANDSHAKE) {
    uint8_t *body = memmem(at, end - at, "\r\n\r\n", 4);
    if (!body) {
      keep(v, at, end - at);
      return;
    }
    if (memcmp(at, "HTTP/1.1 101", 12)) {
      if (!refused++) fprintf(stderr, "refused: %.100s\n", at);
      drop(v);
      return;
    }
    v->state = OPEN;
    open_count++;
    in_flight--;
    at = body + 4;
    if (join) say(v, 1, join, strlen(join));
  }
  uint64_t now = now_us(), used;
  while ((used = take(v, at, end - at, now))) at += used;
  keep(v, at, end - at);
  if (acknowledges) acknowledge(v);
}

static void on_connect(viewer *v) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(v->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) {
    drop(v);
    return;
  }
  if (!listening_at) listening_at = now_us();
  ask(v);
  if (v->fd >= 0) watch(v, EPOLLIN, EPOLL_CTL_MOD);
}

static double cpu_seconds(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return use.ru_utime.tv_sec + use.ru_stime.tv_sec +
         (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void report(void) {
  static double before;
  printf("{\"open\":%d,\"dropped\":%d,\"frames\":%lu,\"others\":%lu,\"bytes\":%lu,\"acks\":%lu,"
         "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f,\"cpu\":%.3f}\n",
         open_count, dropped, frames, others, bytes, acks, percentile_ms(.5), percentile_ms(.99),
         largest_us / 1e3, cpu_seconds() - before);
  fflush(stdout);
  before = cpu_seconds();
  memset(delays, 0, sizeof delays);
  frames = others = bytes = acks = largest_us = 0;
}

static void read_arguments(int argc, char **argv) {
  port = atoi(argv[1]);
  path = argv[2];
  count = atoi(argv[3]);
  if (getenv("WSLOAD_HEADER")) header = getenv("WSLOAD_HEADER");
  for (int option; (option = getopt(argc - 3, argv + 3, "m:j:a:u:esc:")) != -1;) switch (option) {
      case 'm': marker = optarg; break;
      case 'j': join = optarg; break;
      case 'a': acknowledges = atoi(optarg); break;
      case 'u': until = optarg; break;
      case 'e': every = 1; break;
      case 's': storm = 1; break;
      case 'c': most_in_flight = atoi(optarg); break;
      default: exit(2);
    }
}

// 0 at the end of input or `q`.
static int obey(void) {
  char words[64];
  ssize_t got = read(0, words, sizeof words);
  if (got <= 0 || memchr(words, 'q', got)) return 0;
  if (memchr(words, 'r', got)) report();
  return 1;
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  read_arguments(argc, argv);
  if (!marker || count < 1 || (join && strlen(join) > 125)) return 2;
  viewers = calloc(count, sizeof *viewers);
  for (int i = 0; i < count; i++) viewers[i].fd = -1;
  poller = epoll_create1(0);
  struct epoll_event input = {.events = EPOLLIN}, events[1024];
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &input);
  uint64_t began = now_us();
  int told = 0;
  while (now_us() - began < LIFE_SECONDS * 1000000ull) {
    uint64_t now = now_us();
    for (int i = 0; !told && i < count && in_flight < most_in_flight; i++)
      if (viewers[i].state == IDLE && now >= viewers[i].retry_at) start(&viewers[i]);
    int happened = epoll_wait(poller, events, 1024, told ? 200 : 10);
    for (int i = 0; i < happened; i++) {
      viewer *v = events[i].data.ptr;
      if (!v) {
        if (!obey()) return 0;
      } else if (v->fd >= 0) {
        if (v->state == CONNECTING) on_connect(v);
        else on_read(v);
      }
    }
    if (!told && open_count == count && (!until || ready_count == count)) {
      told = 1;
      printf("{\"all_s\":%.4f,\"listening_s\":%.4f,\"dropped\":%d,\"refused\":%d}\n", (now_us() - began) / 1e6,
             listening_at ? (listening_at - began) / 1e6 : 0, dropped, refused);
      fflush(stdout);
    }
  }
  return 3;
}
