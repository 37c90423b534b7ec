// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions in functions: by themselves, for GCC 12 itself crashes at them in a precompiled header. */
int nested(int n)
{
	__label__ out;
	auto int inner(int);

	int deeper(int m)
	{
		int deepest(int k)
		{
			if (k > n)
				goto out;
			return inner(k);
		}
		return m ? deepest(m) : inner(m);
	}
	int inner(int m) { return m + n; }

	int (*pointer)(int) = deeper;

	return pointer(n) + deeper(1);
out:
	return -1;
}
