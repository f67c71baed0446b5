/* SPDX-License-Identifier: BSL-1.0 */
/* CURVE (rfc.zeromq.org/spec/26, CurveZMQ): the key pair of the job, and the handler of ZAP
 * (rfc.zeromq.org/spec/27, the ZeroMQ Authentication Protocol), which libzmq asks about each client
 * that has shown which key is its own. */
#include "transport/curve.h"

#include <errno.h>
#include <mpi.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define HANDLER "inproc://zeromq.zap.01" /* the name is ZAP's */
#define DOMAIN "zerompi"
#define KEY_BYTES ZM_SECRET_BYTES
#define KEY_TEXT (KEY_BYTES / 4 * 5 + 1) /* characters of a key in Z85, with the end */

/* The parts of a request, and how many come before the key. */
enum { VERSION, REQUEST, WHERE, ADDRESS, IDENTITY, MECHANISM, KEY, PARTS };

struct zm_curve {
    unsigned char public[KEY_BYTES], secret[KEY_BYTES];
    void *handler; /* socket of the thread, which closes it */
    pthread_t thread;
};

bool zm_curve_available(void)
{
    return zmq_has("curve") == 1;
}

/* ---- Who may connect ---- */

/* Reads a request; returns the number of its parts, of which those after the last are dropped, or
 * -1 when the context ends. */
static int read_request(void *handler, zmq_msg_t parts[PARTS])
{
    int count = 0;
    bool more = true;
    while (more) {
        zmq_msg_t *part = &parts[count < PARTS ? count : PARTS - 1];
        while (zmq_msg_recv(part, handler, 0) < 0)
            if (errno != EINTR)
                return -1;
        more = zmq_msg_more(part);
        count++;
    }
    return count;
}

static bool is(zmq_msg_t *part, const void *content, size_t bytes)
{
    return zmq_msg_size(part) == bytes && memcmp(zmq_msg_data(part), content, bytes) == 0;
}

static bool is_admitted(const struct zm_curve *curve, zmq_msg_t parts[PARTS], int count)
{
    return count == PARTS && is(&parts[VERSION], "1.0", 3) && is(&parts[MECHANISM], "CURVE", 5) &&
           is(&parts[KEY], curve->public, KEY_BYTES);
}

static void answer(void *handler, zmq_msg_t *request, bool admitted)
{
    zmq_send(handler, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(handler, zmq_msg_data(request), zmq_msg_size(request), ZMQ_SNDMORE);
    zmq_send(handler, admitted ? "200" : "400", 3, ZMQ_SNDMORE);
    zmq_send(handler, "", 0, ZMQ_SNDMORE); /* in words */
    zmq_send(handler, "", 0, ZMQ_SNDMORE); /* the user */
    zmq_send(handler, "", 0, 0);           /* what else is known of the user */
}

/* Answers until the context ends. */
static void *admit(void *argument)
{
    const struct zm_curve *curve = argument;
    zmq_msg_t parts[PARTS];
    int count;
    for (int i = 0; i < PARTS; i++)
        zmq_msg_init(&parts[i]);
    while ((count = read_request(curve->handler, parts)) >= 0)
        answer(curve->handler, &parts[REQUEST], is_admitted(curve, parts, count));
    for (int i = 0; i < PARTS; i++)
        zmq_msg_close(&parts[i]);
    zmq_close(curve->handler);
    return NULL;
}

/* ---- The keys ---- */

static bool make_keys(struct zm_curve *curve, const unsigned char *secret)
{
    char public_text[KEY_TEXT], secret_text[KEY_TEXT];
    memcpy(curve->secret, secret, KEY_BYTES);
    bool made = zmq_z85_encode(secret_text, curve->secret, KEY_BYTES) &&
                zmq_curve_public(public_text, secret_text) == 0 &&
                zmq_z85_decode(curve->public, public_text);
    explicit_bzero(secret_text, sizeof secret_text);
    return made;
}

static bool start_handler(struct zm_curve *curve, void *context)
{
    curve->handler = zmq_socket(context, ZMQ_REP);
    if (!curve->handler)
        return false;
    sigset_t all, before; /* the program's signals are for its own threads */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int linger = 0;
    zmq_setsockopt(curve->handler, ZMQ_LINGER, &linger, sizeof linger);
    bool started = zmq_bind(curve->handler, HANDLER) == 0 &&
                   (errno = pthread_create(&curve->thread, NULL, admit, curve)) == 0;
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started)
        zmq_close(curve->handler);
    errno = error;
    return started;
}

struct zm_curve *zm_curve_open(void *context, const unsigned char *secret, struct zm_report *report)
{
    struct zm_curve *curve = calloc(1, sizeof *curve);
    if (!curve) {
        zm_fail(report, MPI_ERR_NO_MEM, "no memory for the keys of CURVE");
        return NULL;
    }
    if (make_keys(curve, secret) && start_handler(curve, context))
        return curve;
    zm_fail(report, MPI_ERR_OTHER, "cannot start CURVE, ZeroMQ's encryption: %s",
            zmq_strerror(errno));
    explicit_bzero(curve, sizeof *curve);
    free(curve);
    return NULL;
}

bool zm_curve_guard(const struct zm_curve *curve, void *socket)
{
    int yes = 1;
    return zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, curve->secret, KEY_BYTES) == 0 &&
           zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, DOMAIN, strlen(DOMAIN)) == 0;
}

bool zm_curve_present(const struct zm_curve *curve, void *socket)
{
    return zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, curve->public, KEY_BYTES) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, curve->public, KEY_BYTES) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, curve->secret, KEY_BYTES) == 0;
}

void zm_curve_close(struct zm_curve *curve)
{
    if (!curve)
        return;
    pthread_join(curve->thread, NULL);
    explicit_bzero(curve, sizeof *curve);
    free(curve);
}
