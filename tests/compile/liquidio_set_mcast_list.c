// SPDX-License-Identifier: GPL-2.0-or-later
/* A command in a struct of the caller: a word that is set to 0, and bits of it, next to an array that is filled. */
#include "kernel.h"

union command {
	unsigned long word;
	struct {
		unsigned long rest : 51, group : 8, cmd : 5;
	} s;
};

struct packet {
	union command command;
	unsigned long data[4], queue;
};

struct anonymous {
	unsigned long queue;
	union {
		unsigned long word;
		struct {
			unsigned long rest : 51, group : 8, cmd : 5;
		};
	};
};

static void send(struct packet *packet)
{
	if (packet->command.s.group == 0) {
		switch (packet->command.s.cmd) {
		case 3:
		case 5:
			return;
		}
	}
	msleep(1);
}

static void send_anonymous(struct anonymous *packet)
{
	if (packet->queue || packet->group)
		msleep(1);
}

void ok_command(spinlock_t *lock, int n, unsigned long from)
{
	struct packet packet;
	unsigned long *data;

	__builtin_memset(&packet, 0, sizeof packet);
	packet.command.word = 0;
	packet.command.s.cmd = 5;
	data = &packet.data[0];
	spin_lock(lock);
	while (n--)
		*data++ = from;
	packet.data[n & 3] = from;
	send(&packet);
	spin_unlock(lock);
}

void bad_other_command(spinlock_t *lock)
{
	struct packet packet;

	packet.command.word = 0;
	packet.command.s.cmd = 6;
	spin_lock(lock);
	send(&packet);			/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}

void bad_word_after_bits(spinlock_t *lock, unsigned long word)
{
	struct packet packet;

	packet.command.s.group = 0;
	packet.command.s.cmd = 5;
	packet.command.word = word;
	spin_lock(lock);
	send(&packet);			/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}

/* The union has no name: the struct around it keeps what it holds. */
void bad_beside_union(spinlock_t *lock)
{
	struct anonymous packet;

	packet.queue = 1;
	packet.word = 0;
	spin_lock(lock);
	send_anonymous(&packet);	/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}

void bad_unnamed_bits(spinlock_t *lock, unsigned long word)
{
	struct anonymous packet;

	packet.queue = 0;
	packet.group = 0;
	packet.word = word;
	spin_lock(lock);
	send_anonymous(&packet);	/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}

/* A step goes through an array of arrays to other rows of it. */
struct table {
	int rows[4][4], flag;
};

static void wait_for(struct table *table)
{
	if (table->rows[1][1])
		msleep(1);
}

void bad_other_row(spinlock_t *lock, int n)
{
	struct table table;
	int *p = &table.rows[0][0];

	table.rows[1][1] = 0;
	p[n] = 1;
	spin_lock(lock);
	wait_for(&table);		/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}

union bits {
	unsigned char low : 3;
	unsigned char all;
};

/* the low bits are not all of them */
void bad_other_bits(spinlock_t *lock)
{
	union bits bits;

	bits.all = 0x80;
	bits.low = 0;
	spin_lock(lock);
	if (bits.all)
		msleep(1);		/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}
