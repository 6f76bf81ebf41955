/* The least a card can be: connects to vpcd, gives an ATR, answers 9000 to every APDU.
 * Built and run as the peer of our card: the same socket options (TCP_NODELAY, TCP_QUICKACK after each read of a part),
 * one write per answer. usage: null-card PORT */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const unsigned char ATR[] = {0, 9, 0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14};
static const unsigned char OK[] = {0, 2, 0x90, 0x00};
static unsigned char message[65535];

static int receive(int fd, unsigned char *into, size_t size) {
  static const int on = 1;
  for (size_t have = 0; have < size;) {
    ssize_t got = read(fd, into + have, size - have);
    if (got <= 0) return 0;
    have += (size_t)got;
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
  }
  return 1;
}

int main(int argc, char **argv) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (argc != 2) return 2;
  to.sin_port = htons((unsigned short)atoi(argv[1]));
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) return perror("connect"), 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (unsigned char length[2]; receive(fd, length, 2);) {
    size_t size = (size_t)length[0] << 8 | length[1];
    if (!receive(fd, message, size)) break;
    if (size == 1 && message[0] == 4) {
      if (write(fd, ATR, sizeof ATR) < 0) break;
    } else if (size > 1) {
      if (write(fd, OK, sizeof OK) < 0) break;
    }
  }
  return 0;
}
