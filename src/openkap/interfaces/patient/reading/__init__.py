"""What a patient may read without a link: which public statements about ketamine and therapy are right."""
