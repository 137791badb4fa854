// One test file, because synthesizing the environments takes longer than most of these suites.
import './suites/doctor.ts';
import './suites/first-deploy.ts';
import './suites/first-deployment.ts';
import './suites/plant.ts';
import './suites/remove.ts';
