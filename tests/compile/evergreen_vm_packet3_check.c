// SPDX-License-Identifier: GPL-2.0-or-later
/* What is known of a sum is known before the value in it is; a loop on it ends all the same. */
#include "kernel.h"

struct packet {
	unsigned idx, opcode;
	int count;
};

int is_odd(unsigned reg);

int ok_loop_ends(spinlock_t *lock, unsigned *ib, struct packet *pkt)
{
	unsigned idx_value = ib[pkt->idx + 1], start_reg, end_reg, i;

	switch (pkt->opcode) {
	case 104:
		start_reg = (idx_value << 2) + 0x8000;
		end_reg = 4 * pkt->count + start_reg - 4;
		if (start_reg < 0x8000 || start_reg >= 0xac00 || end_reg >= 0xac00)
			return -EINVAL;
		for (i = 0; i < pkt->count; i++)
			if (!is_odd(start_reg + 4 * i))
				return -EINVAL;
		break;
	case 105:
		spin_lock(lock);
		spin_unlock(lock);
		break;
	}
	return 0;
}

int bad_behind_it(spinlock_t *lock, unsigned *ib, struct packet *pkt)
{
	int err = ok_loop_ends(lock, ib, pkt);

	spin_lock(lock);
	msleep(1);	/* FINDING sleep-in-atomic */
	spin_unlock(lock);
	return err;
}
